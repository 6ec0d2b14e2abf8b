import type { ResourceRegistry, ResourceTransfer } from './resource.ts';

/** What the console and the command line are told of a resource, as `x-resources` of the OpenAPI document. */
export interface ResourceDescription {
  readonly type: string;
  readonly label: string;
  readonly parent: string;
  readonly idParameter: string;
  /** Where the console shows it. */
  readonly path?: string;
  /** Whether search finds it. */
  readonly search: boolean;
  /** Whether recent items list it. */
  readonly recent: boolean;
  readonly transfer?: ResourceTransfer;
}

/** The declared resources, in the order of the features that declare them. */
export function describeResources(resources: ResourceRegistry): ResourceDescription[] {
  return resources.all.map((resource) => ({
    type: resource.type,
    label: resource.label,
    parent: resource.parent,
    idParameter: resource.idParameter,
    ...(resource.consolePath === undefined ? {} : { path: resource.consolePath }),
    search: resource.search !== undefined,
    recent: resource.isRecent ?? false,
    ...(resource.transfer ? { transfer: resource.transfer } : {}),
  }));
}
