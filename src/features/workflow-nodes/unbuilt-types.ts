/** Without the `Node` at the end of each. Of the sources (workflows.md, "5. Nodes"): cloud and experience types that are not built. */
const names = `ResourceJobExecute ResourceJobAcknowledge NotebookExecute
  WebsocketMessage GoogleMl
  GetExperienceUser CreateExperienceUser UpdateExperienceUser DeleteExperienceUser ExperienceUserAuth ExperienceUserToken
  GetExperienceGroup CreateExperienceGroup UpdateExperienceGroup ExperienceGroupSummary VerifyDevice VerifyExperienceGroup`;

const unbuilt = new Set(names.split(/\s+/).map((name) => `${name}Node`));

/** Whether a type of node is one of the platform's that this server does not have, rather than one that nobody knows. */
export function isUnbuiltType(type: string): boolean {
  return unbuilt.has(type);
}
