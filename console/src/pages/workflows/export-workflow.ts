import { request } from '../../api/client.ts';
import { downloadText } from '../../shared/download.ts';
import { fileNameOf } from './workflow-words.ts';

/** More than one file should hold. */
const mostVersions = 1000;

/** Gives the viewer a workflow with its versions as a file that an import takes, here or elsewhere. */
export async function exportWorkflow(applicationId: string, flowId: string): Promise<void> {
  const path = { applicationId, flowId };
  const [flow, versions] = await Promise.all([
    request('GET', '/applications/{applicationId}/flows/{flowId}', { path }),
    request('GET', '/applications/{applicationId}/flows/{flowId}/versions', {
      path,
      query: { page: 0, perPage: mostVersions },
    }),
  ]);
  const { stats: _stats, _links, ...kept } = flow;
  const flowVersions = versions.items.map(({ stats: _numbers, _links: _address, ...version }) => version);
  downloadText(fileNameOf(flow.name), JSON.stringify({ flows: [kept], flowVersions }, null, 2));
}
