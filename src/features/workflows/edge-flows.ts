import type { EdgeFlows } from '../edge-deployments/index.ts';
import { toVersion } from './representation.ts';
import { findFlow, readFlowNames } from './store.ts';
import { findVersion } from './version-store.ts';

/** What deployments know of edge workflows. Versions are meant by their names. */
export const edgeFlows: EdgeFlows = {
  async find(db, { applicationRowId }, flowId) {
    const [flow] = await readFlowNames(db, applicationRowId, [flowId]);
    if (!flow) return undefined;
    return flow.flow_class === 'edge' ? 'edge' : 'other';
  },
  async hasVersion(db, application, flowId, version) {
    return (await this.readVersion(db, application, flowId, version)) !== undefined;
  },
  async readVersion(db, { applicationRowId, applicationId }, flowId, version) {
    const flow = await findFlow(db, applicationRowId, flowId);
    if (flow?.flow_class !== 'edge') return undefined;
    const row = await findVersion(db, flow.flow_row_id, version);
    return row?.version === version ? toVersion(row, { applicationId, flowId }) : undefined;
  },
  async readNames(db, { applicationRowId }, flowIds) {
    const flows = await readFlowNames(db, applicationRowId, flowIds);
    return new Map(flows.map(({ id, name }) => [id, name]));
  },
};
