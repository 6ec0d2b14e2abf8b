import type { TestServer } from '../start-server.ts';
import { call } from '../tenant.ts';
import type { KnownInstallation } from './installation.ts';

/** Newest first unless asked otherwise, as the client documents; the versions that are compared with said them by name. */
const formerOrderOfKeys = '?sortField=key&sortDirection=asc';

/**
 * Everything that the API tells of the installation, by the request: what one version answers is compared with what the
 * next one does.
 */
export async function readInstallation(
  server: Pick<TestServer, 'http'>,
  known: Omit<KnownInstallation, 'waitingJobs'>,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const read = async (token: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const method = body === undefined ? 'GET' : 'POST';
    const order = path.endsWith('/keys') ? formerOrderOfKeys : '';
    const answer = await call(server, method, `${path}${order}`, { token, ...(body === undefined ? {} : { body }) });
    answers[`${method} ${path}`] = JSON.parse(
      JSON.stringify(answer, answer.status < 400 ? withoutUse : withoutRequestId),
    );
    return answer.body;
  };
  const { user, organization, application } = known.tokens;
  const { applicationId, orgId, madeAt } = known;
  const plant = `/applications/${applicationId}`;
  const range = `start=${madeAt - 40 * 86_400_000}&end=${madeAt + 3_600_000}`;

  for (const path of [
    '/me',
    '/me/tokens',
    '/me/recentItems?itemType=application',
    `/me/recentItems?itemType=device&parentId=${applicationId}`,
    `/me/payloadCounts?${range}`,
    '/users',
    '/orgs',
    `/orgs/${orgId}`,
    `/orgs/${orgId}/invites`,
    `/orgs/${orgId}/tokens`,
    `/orgs/${orgId}/payloadCounts?${range}`,
    '/applications',
    `/applications/${known.archivingApplicationId}`,
    `/applications/${known.deleted.applicationId}`,
    `${plant}/devices/${known.deleted.deviceId}`,
    `${plant}/keys`,
    `${plant}/tokens`,
    `${plant}/payloadCounts?${range}&groupBy=device`,
  ]) {
    await read(user, path);
  }
  for (const list of ['/me/audit-logs', `/orgs/${orgId}/audit-logs`]) {
    const page = await read(user, `${list}?start=${madeAt - 86_400_000}&end=${madeAt + 1}`);
    for (const { id } of page.items as { id: string }[]) await read(user, `${list}/${id}`);
  }
  await read(organization, plant);
  for (const path of [
    '/devices',
    '/devices/tagKeys',
    '/devices/attributeNames',
    '/search?filter=s',
    '/search?filter=floor=1',
  ])
    await read(application, `${plant}${path}`);
  for (const [name, deviceId] of Object.entries(known.devices)) {
    const device = `${plant}/devices/${deviceId}`;
    await read(application, device);
    // A system device goes on computing.
    if (name !== 'system') await read(application, `${device}/state?limit=1000`);
    await read(application, `${device}/compositeState?end=${madeAt}`);
    await read(application, `${device}/command?limit=100`);
    await read(application, `${device}/logs?limit=100`);
  }
  const deviceIds = [known.devices.sensor];
  const query = { deviceIds, start: Date.UTC(2024, 0, 1), end: madeAt };
  await read(application, `${plant}/data/time-series-query`, { ...query, aggregation: 'NONE', limit: 10_000 });
  await read(application, `${plant}/data/time-series-query?mean`, {
    ...query,
    aggregation: 'MEAN',
    resolution: 86_400_000,
  });
  await read(application, `${plant}/data/last-value-query`, { deviceIds, attribute: 'place' });
  const exported = await read(user, `${plant}/exports/${known.exportId}`);
  const link = new URL(String(exported.url));
  answers.export = await (await fetch(`${server.http}${link.pathname}`)).text();
  return answers;
}

/** The token that reads is used in reading. */
function withoutUse(key: string, value: unknown): unknown {
  return key === 'lastUsed' ? undefined : value;
}

function withoutRequestId(key: string, value: unknown): unknown {
  return key === 'requestId' ? undefined : value;
}
