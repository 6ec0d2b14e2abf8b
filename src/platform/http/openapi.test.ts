import { gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ResourceRegistry } from '../resources/resource.ts';
import { createHttpServer } from './http-server.ts';
import { registerOpenApi } from './openapi.ts';

it('builds and packs the document once, however often anybody asks for it', async () => {
  const server = await createHttpServer({ logger: pino({ level: 'silent' }) });
  await registerOpenApi(server, { version: '1', resources: new ResourceRegistry([]) });
  for (let index = 0; index < 200; index += 1) {
    const schema = { summary: `Route ${index}`, operationId: `route${index}`, security: [{ bearer: [] }] };
    server.get(`/route/${index}/:id`, { schema } as object, async () => 'never');
  }
  await server.ready();
  let built = 0;
  const { swagger } = server;
  server.swagger = ((...options: []) => {
    built += 1;
    return swagger(...options);
  }) as typeof swagger;
  const ask = (headers: Record<string, string> = {}) => server.inject({ url: '/openapi.json', headers });
  const first = await ask();
  expect(Object.keys(first.json().paths)).toHaveLength(200);
  const flood = 200;
  const packing = processorMs(() => {
    for (let index = 0; index < flood; index += 1) gzipSync(first.rawPayload);
  });
  const before = process.cpuUsage();
  for (let index = 0; index < flood; index += 1) {
    const { rawPayload, headers } = await ask({ 'accept-encoding': 'gzip, br' });
    expect(headers['content-encoding']).toBe('gzip');
    if (index === 0) expect(gunzipSync(rawPayload).equals(first.rawPayload)).toBe(true);
  }
  const { user, system } = process.cpuUsage(before);
  expect(built).toBe(1);
  expect((user + system) / 1000).toBeLessThan(packing);
  expect((await ask({ 'accept-encoding': 'gzip;q=0, identity' })).headers['content-encoding']).toBeUndefined();
  const etag = String(first.headers.etag);
  expect(await ask({ 'if-none-match': etag })).toMatchObject({ statusCode: 304, body: '' });
  await server.close();
});

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
