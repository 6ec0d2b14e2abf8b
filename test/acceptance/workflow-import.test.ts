// Importing workflows (workflows.md, "1. The flow resource", flows.import): what comes in comes out the same.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;
let applicationId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Imports' } })).id;
});

interface Shown {
  readonly id: string;
  readonly flowId: string;
  readonly name: string;
  readonly version?: string;
  readonly enabled: boolean;
  readonly triggers: readonly { readonly type: string; readonly key?: string; readonly meta?: object }[];
  readonly nodes: readonly { readonly config?: Record<string, unknown> }[];
  readonly globals: readonly object[];
}

const run = (importData: object, into = applicationId) => client.flows.import({ applicationId: into, importData });
const idOf = (digit: string) => digit.repeat(24);

/** A custom node with a version, and a flow that calls it, presses its own button, and has a foreign webhook. */
const exported = () => ({
  flows: [
    {
      id: idOf('a'),
      applicationId: idOf('f'),
      name: 'Caller',
      enabled: true,
      flowClass: 'cloud',
      triggers: [
        {
          key: `${idOf('a')}-abcdefghijklmnopqrstu`,
          type: 'virtualButton',
          config: {},
          meta: { uiId: 'b' },
          outputIds: [['1']],
        },
        { key: idOf('e'), type: 'webhook', config: {}, meta: {}, outputIds: [['1']] },
      ],
      nodes: [
        {
          id: '1',
          type: 'CustomNodeExecuteNode',
          config: { customNodeId: idOf('b'), customNodeVersion: 'v1', fields: [], resultPath: 'working.x' },
          meta: { label: 'Call' },
          outputIds: [['2']],
        },
        {
          id: '2',
          type: 'WorkflowTriggerNode',
          config: { triggerWorkflowId: idOf('a'), triggerVirtualButtonId: 'b' },
          meta: {},
          outputIds: [['3']],
        },
        { id: '3', type: 'NotebookExecuteNode', config: {}, meta: {}, outputIds: [[]] },
      ],
      globals: [{ key: 'old' }],
    },
    {
      id: idOf('b'),
      applicationId: idOf('f'),
      name: `Called ${Math.random()}`,
      flowClass: 'customNode',
      defaultVersionId: idOf('c'),
      triggers: [{ key: 'customNodeStart', type: 'customNodeStart', config: {}, meta: {}, outputIds: [[]] }],
      nodes: [],
      globals: [],
      customNodeConfig: { outputCount: 1, resultMode: 'optional', fields: [] },
    },
  ],
  flowVersions: [
    {
      id: idOf('c'),
      flowId: idOf('b'),
      version: 'v1',
      triggers: [{ key: 'customNodeStart', type: 'customNodeStart', config: {}, meta: {}, outputIds: [[]] }],
      nodes: [],
      globals: [],
      customNodeConfig: { outputCount: 1, resultMode: 'optional', fields: [] },
    },
  ],
});

it('gives new ids and keys, and rewrites what refers from one to another', async () => {
  const result = await run(exported());
  expectSchema('flowsImportResult', { ...result, flowVersions: [] });
  const [caller, called] = result.flows as Shown[];
  expect(result.importedFlowIdMap).toEqual({ [idOf('a')]: caller?.id, [idOf('b')]: called?.id });
  expect(result.importedVersionIdMap).toEqual({ [idOf('c')]: result.flowVersions[0].id });
  expect(caller).toMatchObject({
    enabled: false,
    triggers: [{ key: `${caller?.id}-abcdefghijklmnopqrstu` }, { type: 'webhook' }],
    nodes: [
      { config: { customNodeId: called?.id, customNodeVersion: 'v1' } },
      { config: { triggerWorkflowId: caller?.id } },
      {},
    ],
    globals: [{ key: 'old', json: 'null' }],
  });
  // The webhook is another application's.
  expect(caller?.triggers[1]?.key).toBeUndefined();
  expect(called).toMatchObject({ defaultVersionId: result.flowVersions[0].id, customNodeUseCount: 1 });
  expect(result.warnings).toMatchObject([
    { flowId: caller?.id, name: 'Caller', key: 'key' },
    { flowId: caller?.id, message: 'Nodes of the type NotebookExecuteNode do not run yet' },
  ]);
});

it('makes nothing when one of it cannot be made', async () => {
  const into = (await client.applications.post({ application: { name: 'Empty' } })).id;
  const bad = exported();
  const count = async () =>
    (await client.application.get({ applicationId: into, summaryInclude: 'flowCount' })).summary;
  for (const flowVersions of [
    [{ flowId: idOf('9'), version: 'v1' }],
    [{ flowId: idOf('a'), version: 'default' }],
    [...bad.flowVersions, ...bad.flowVersions],
  ]) {
    expect(await failureOf(run({ ...bad, flowVersions }, into))).toMatchObject({ statusCode: 400 });
  }
  const { message } = await failureOf(run({ flows: [{ name: 'x', nodes: [{}] }] }, into));
  expect(message).toContain('flows[0].nodes[0].type');
  expect(await count()).toEqual({ flowCount: 0 });
});

it('reads files of one workflow and of templates, and tells what nothing stands for', async () => {
  const flow = {
    name: 'From a file',
    triggers: [{ type: 'inboundEmail', key: 'default' }],
    nodes: [
      { id: 'x', type: 'DebugNode', config: { message: '{{#if' } },
      { id: 'y', type: 'RawFunctionNode', config: { script: 'if (' } },
    ],
  };
  const yaml = `resourceType: Flow
version: 1
resources:
  - id: ~exportplaceholderid-flow-pump~
    name: Pump
    flowClass: cloud
    triggers:
      - type: virtualButton
        key: ~exportplaceholderid-flow-pump~-abcdefghijklmnopqrstu
        config: {}
        meta: { uiId: b }
        outputIds: [[n]]
    nodes:
      - id: n
        type: GetDeviceNode
        config: { idTemplate: ~exportplaceholderid-device-pump~, resultPath: working.d }
        outputIds: [[]]
    globals: []
`;
  const result = await run({
    files: [
      { name: 'one.flow', content: JSON.stringify(flow) },
      { name: 'workflows/cloud/pump.yaml', content: yaml },
      { name: 'devices.yaml', content: 'resourceType: DeviceTree\nversion: 1\nresources: [{}]\n' },
    ],
  });
  expect(result.flows).toMatchObject([{ name: 'From a file' }, { name: 'Pump' }]);
  expect(result.flows[1].triggers[0].key).toBe(`${result.flows[1].id}-abcdefghijklmnopqrstu`);
  const messages = result.warnings.map(({ message }: { message: string }) => message).join('\n');
  expect(messages).toContain('is of type DeviceTree and was left out');
  expect(messages).toContain('Nothing stands for ~exportplaceholderid-device-pump~');
  expect(messages).toContain('is no valid template');
  expect(messages).toContain('script is no valid JavaScript: it ends too early');
  expect(messages).toContain('Triggers of the type inboundEmail do not fire yet');
  for (const [name, content] of [
    ['x.yaml', 'a: [1'],
    ['x.flow', '{'],
    ['x.txt', ''],
    ['x.yaml', 'resourceType: Flow\nversion: 2\nresources: []'],
    ['x.flow', '{"other": 1}'],
  ]) {
    const { statusCode, message } = await failureOf(run({ files: [{ name, content }] }));
    expect([statusCode, message]).toEqual([400, expect.stringContaining(name as string)]);
  }
});

/** A folder with real application templates, if there is one. */
const templates = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const bundles = [
  join(import.meta.dirname, '..', 'fixtures', 'workflow-template'),
  ...(templates !== '' && existsSync(templates)
    ? globSync(`${templates}/**/application.yaml`).map((file) => dirname(file))
    : []),
];

it.each(bundles.map((folder) => [basename(folder), folder]))(
  'imports the template %s and shows it the same',
  async (_name, folder) => {
    const paths = globSync(`${folder}/{workflows,workflowVersions,experience/*/workflows}/**/*.yaml`);
    const files = paths.map((path) => ({ name: path.slice(folder.length + 1), content: readFileSync(path, 'utf8') }));
    const into = (await client.applications.post({ application: { name: 'Template' } })).id;
    const result = await run({ files }, into);
    const places = new Map<string, string>(
      [...Object.entries(result.importedVersionIdMap), ...Object.entries(result.importedFlowIdMap)].map(([old, id]) => [
        String(id),
        old,
      ]),
    );
    const [ofApplication] =
      files
        .map(({ content }) => content)
        .join('\n')
        .match(/~exportplaceholderid-application-[^~]*~/) ?? [];
    if (ofApplication !== undefined) places.set(into, ofApplication);
    const back = (value: unknown) =>
      JSON.parse(JSON.stringify(value).replaceAll(/[0-9a-f]{24}/g, (id) => places.get(id) ?? id));
    const wrong = result.warnings.filter(
      ({ message }: { message: string }) =>
        !/Nothing stands for|must be the id of|must be a custom node|do not (fire|run) yet/.test(message),
    );
    expect(wrong).toEqual([]);
    for (const { content } of files) {
      const { resourceType, resources } = load(content) as {
        resourceType: string;
        resources: (Shown & { flowId: string })[];
      };
      for (const record of resources) {
        const isFlow =
          resourceType === 'Flow' || (resourceType === 'ExperienceFlowVersion' && record.version === 'develop');
        const list: Shown[] = isFlow ? result.flows : result.flowVersions;
        const oldId = resourceType === 'Flow' ? record.id : record.flowId;
        const shown = list.find(
          (one) => places.get(one.flowId) === oldId && (isFlow || one.version === record.version),
        );
        expect(back({ triggers: shown?.triggers, nodes: shown?.nodes, globals: shown?.globals })).toEqual({
          triggers: record.triggers,
          nodes: record.nodes,
          globals: record.globals,
        });
      }
    }
  },
);
