import type { Resource } from '../../platform/resources/resource.ts';

export const edgeDeploymentResource: Resource = {
  type: 'edgeDeployment',
  label: 'Edge deployment',
  parent: 'application',
  idParameter: 'edgeDeploymentId',
  table: 'edge_deployment',
  rowId: 'edge_deployment_row_id',
};
