/** Types of the files that workflows are in (resources.md, "Export, import, clone, templates"). */
export const recordTypes = {
  flow: 'Flow',
  version: 'FlowVersion',
  experience: 'ExperienceFlowVersion',
} as const;
