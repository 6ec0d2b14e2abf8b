import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeApi } from '../../src/openapi-document.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({});
});
afterAll(() => server.end());

it('has every route of the server in its OpenAPI document', async () => {
  const { paths } = server.app.describe() as { paths: Record<string, Record<string, unknown>> };
  const documented = new Set(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  // The console's pages and those that show the document itself are not part of it, nor are files and what mails of reports link to, whose addresses are told by actions; nor has OpenAPI a word for any path below a route.
  const routes = server.app.routes.filter(
    ({ url }) =>
      !/^\/($|console|dashboard-reports\/|docs|files\/|openapi\.json|\*)/.test(url) &&
      url !== '*' &&
      !url.endsWith('/*'),
  );
  expect(routes.length).toBeGreaterThan(180);
  for (const { method, url } of routes) expect(documented).toContain(`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
});

inSlowSuite('compiles the schemas of every route', () => {
  it('has schemas only that compile, which a server does when a request needs one', async () => {
    const { paths } = (await describeApi()) as { paths: object };
    expect(paths).toEqual((server.app.describe() as { paths: object }).paths);
  });
});
