import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { kindsLeftBehind, leftBehindInWords } from './left-behind.ts';

/** What has been asked for, done and told of an application: nobody looks for it elsewhere. */
const passing = ['export', 'archiveJob', 'eventChange', 'applicationImport', 'notification'];

it('knows every resource of an application that an export does not carry', async () => {
  const document = JSON.parse(await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));
  const resources = document['x-resources'] as { type: string; parent: string; transfer?: object }[];
  const ofApplication = resources.filter(({ parent, transfer }) => parent === 'application' && !transfer);
  const carried = ['device', 'applicationKey'];
  const named = kindsLeftBehind.map(({ type }) => type);
  expect([...carried, ...passing, ...named].sort()).toEqual(ofApplication.map(({ type }) => type).sort());
});

it('says how many, and what could not be counted', () => {
  const [flow, dashboard, table] = kindsLeftBehind as [never, never, never];
  const found = [
    { kind: flow, count: 1 },
    { kind: dashboard, count: 2 },
    { kind: table, count: undefined },
  ];
  expect(leftBehindInWords(found)).toBe('1 workflow, 2 dashboards, data tables (not counted: no right)');
});
