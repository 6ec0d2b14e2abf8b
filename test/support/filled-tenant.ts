import { expect, vi } from 'vitest';
import { sendBundle } from './bundles.ts';
import type { CertificateMaker } from './certificates.ts';
import { type DeviceFixture, makeDevice } from './fixtures.ts';
import type { TestServer } from './start-server.ts';
import { call, makeToken, type TestUser } from './tenant.ts';
import { makeZip } from './zip.ts';

/** An organization with an application and one of each thing that a path can name, by the names of the paths' parameters. */
export async function fillTenant(
  { server, maker }: { server: Pick<TestServer, 'http'>; maker: CertificateMaker },
  { client, token, userId }: TestUser,
  into: Record<string, string>,
): Promise<DeviceFixture> {
  into.orgId = (await client.orgs.post({ organization: { name: 'Works' } })).id;
  const application = await client.applications.post({ application: { name: 'Plant', orgId: into.orgId } });
  into.applicationId = application.id;
  const made = await makeDevice(client, { applicationId: application.id });
  into.deviceId = made.deviceId;
  into.applicationKeyId = (await client.applicationKeys.get({ applicationId: application.id })).items[0].id;
  const authority = await maker.authority('Plant');
  const { cert } = await maker.issue('pump', { by: authority });
  into.applicationCertificateAuthorityId = (
    await client.applicationCertificateAuthorities.post({
      applicationId: application.id,
      applicationCertificateAuthority: { name: 'Plant', caBundle: authority.cert },
    })
  ).id;
  into.applicationCertificateId = (
    await client.applicationCertificates.post({
      applicationId: application.id,
      applicationCertificate: { certificate: cert },
    })
  ).id;
  const jwtConfig = { algorithm: 'HS256', secret: 'secret' };
  const credential = await call(server, 'POST', `/applications/${application.id}/credentials`, {
    token,
    body: { name: 'Signing', type: 'jwt', jwtConfig },
  });
  into.credentialId = String(credential.body.id);
  into.apiTokenId = (await makeToken(server, `/applications/${application.id}/tokens`, { token })).id;
  const s3 = { bucket: 'nowhere', region: 'us-east-1', accessKeyId: 'nobody', secretAccessKey: 'nothing' };
  await client.application.patch({ applicationId: application.id, application: { archiveConfig: { s3 } } });
  // A day without data: nothing is sent anywhere.
  const archived = { applicationId: application.id, date: String(Date.now() - 40 * 86_400_000) };
  into.archiveJobId = (await client.application.archiveData(archived)).jobId;
  into.exportId = (
    await client.data.export({ applicationId: application.id, query: { deviceIds: [made.deviceId], end: 1 } })
  ).jobId;
  const { applicationId } = into;
  into.eventId = (await client.events.post({ applicationId, event: { level: 'info', subject: 'Started' } })).id;
  into.eventChangeId = (await client.events.patch({ applicationId, updates: { state: 'acknowledged' } })).jobId;
  const recipe = { applicationId: application.id, deviceRecipe: { name: 'Sensor' } };
  into.deviceRecipeId = (await client.deviceRecipes.post(recipe)).id;
  into.integrationId = (
    await client.integrations.post({
      applicationId: application.id,
      integration: {
        name: 'Other broker',
        integrationType: 'mqtt',
        enabled: false,
        mqttConfig: { protocol: 'mqtt', host: 'broker.example.com', port: 1883 },
      },
    })
  ).id;
  const block = {
    id: `head-${applicationId}`,
    blockType: 'section-header',
    startX: 0,
    startY: 0,
    width: 4,
    height: 1,
    config: {},
  };
  const variable = { name: `word-${applicationId}`, type: 'string', defaultValue: '' };
  const dashboard = { name: 'Plant', applicationId, blocks: [block], contextConfiguration: [variable] };
  into.dashboardId = (await client.dashboards.post({ dashboard })).id;
  into.blockId = block.id;
  into.variable = variable.name;
  const versions = await call(server, 'GET', `/dashboards/${into.dashboardId}/versions`, { token });
  into.versionId = String((versions.body.items as { id: string }[])[0]?.id);
  const dataTable = { name: 'Parts', columns: [{ name: 'n', dataType: 'number', constraint: 'optional' }] };
  into.dataTableId = (await client.dataTables.post({ applicationId: application.id, dataTable })).id;
  const table = { applicationId: application.id, dataTableId: into.dataTableId };
  into.rowId = (await client.dataTableRows.post({ ...table, dataTableRow: { n: 1 } })).id;
  const form = new FormData();
  form.set('file', new Blob(['n\n2\n']));
  const importing = await fetch(
    `${server.http}/applications/${application.id}/data-tables/${into.dataTableId}/rows/import`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    },
  );
  into.importId = ((await importing.json()) as { jobId: string }).jobId;
  const bundle = await makeZip([
    { path: 'application.yaml', content: 'resourceType: Application\nresources:\n  - name: Plant\nversion: 1\n' },
  ]);
  const imported = await sendBundle(server, token, bundle, {
    path: `/applications/${application.id}/import`,
    fields: {},
  });
  into.applicationImportId = String(imported.body.jobId);
  const directory = { name: 'Plans', type: 'directory' };
  into.fileId = (await client.files.post({ applicationId: application.id, file: directory })).id;
  into.auditLogId = (await client.auditLogs.get({ orgId: into.orgId })).items[0].id;
  into.webhookId = (await client.webhooks.post({ applicationId: application.id, webhook: { name: 'Hook' } })).id;
  const alarm = { name: 'Silent', level: 'info', kind: 'silence', minutes: 10 };
  const rule = await call(server, 'POST', `/applications/${application.id}/alarm-rules`, { token, body: alarm });
  into.alarmRuleId = String(rule.body.id);
  const shared = await call(server, 'POST', `/applications/${application.id}/page-links`, {
    token,
    body: { name: 'Shared', deviceTags: [{ key: 'site' }], expires: new Date(Date.now() + 86_400_000).toISOString() },
  });
  into.pageLinkId = String(shared.body.id);
  // A call to an address that is nobody's: what it comes to does not matter here.
  const notified = await call(server, 'POST', `/applications/${application.id}/notification-rules`, {
    token,
    body: { name: 'Ops', enabled: false, webhook: { url: 'https://ops.invalid/' } },
  });
  into.notificationRuleId = String(notified.body.id);
  const tested = await call(
    server,
    'POST',
    `/applications/${application.id}/notification-rules/${notified.body.id}/test`,
    {
      token,
    },
  );
  into.notificationId = (tested.body.notificationIds as string[])[0] as string;
  const flow = { name: 'Alert', enabled: true, triggers: [{ type: 'virtualButton' }] };
  const saved = await client.flows.post({ applicationId: application.id, flow });
  into.flowId = saved.id;
  const button = { key: saved.triggers[0].key };
  await client.flow.pressVirtualButton({ applicationId: application.id, flowId: into.flowId, button });
  const runs = `/applications/${application.id}/flows/${into.flowId}/runs`;
  await vi.waitFor(
    async () => {
      const { body } = await call(server, 'GET', runs, { token });
      into.runId = String((body.items as { runId: string }[])[0]?.runId);
      expect(into.runId).toMatch(/^[\w-]{10,}$/);
    },
    { timeout: 30_000, interval: 50 },
  );
  const flowVersion = { version: 'v1' };
  into.flowVersionId = (
    await client.flowVersions.post({ applicationId: application.id, flowId: into.flowId, flowVersion })
  ).id;
  const gate = { name: 'Gate', deviceClass: 'edgeCompute' };
  const gateId: string = (await client.devices.post({ applicationId: application.id, device: gate })).id;
  const edge = { name: 'At the edge', flowClass: 'edge', triggers: [], nodes: [] };
  const edgeFlowId: string = (await client.flows.post({ applicationId: application.id, flow: edge })).id;
  await client.flowVersions.post({ applicationId: application.id, flowId: edgeFlowId, flowVersion });
  await client.edgeDeployments.release({
    applicationId: application.id,
    deployment: { flowId: edgeFlowId, version: 'v1', deviceIds: [gateId] },
  });
  into.edgeDeploymentId = (await client.edgeDeployments.get({ applicationId: application.id })).items[0].id;
  into.userId = userId;
  return made;
}
