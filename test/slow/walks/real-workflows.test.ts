// Every workflow of real exported applications, imported, saved, compared and run, against hosts outside that this test stands in
// for. Takes a server of its own, a dozen applications, and a run for each trigger.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startOutsideWorld } from '../../support/outside-world.ts';
import {
  enableFlows,
  importTemplate,
  type RealFlow,
  type RealTrigger,
  type RealWorld,
  runTriggers,
  saveFlow,
  type TriggerRun,
} from '../../support/real-flows.ts';
import { startServer } from '../../support/start-server.ts';
import { answerOutside, expectations, givenData } from './real-expectations.ts';

const exported = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const hasExports = exported !== '' && existsSync(exported);
const folders = [
  join(import.meta.dirname, '..', '..', 'fixtures', 'workflow-template'),
  ...(hasExports ? globSync(`${exported}/**/application.yaml`).map((file) => dirname(file)) : []),
].sort();
const page = join(import.meta.dirname, '..', '..', '..', 'docs', `${'real-workflows'}.md`);

/** What came of one workflow. */
interface Result {
  readonly template: string;
  readonly flow: RealFlow;
  /** Why it could not be saved. */
  readonly refused: string | undefined;
  readonly runs: readonly TriggerRun[];
}

let world: RealWorld;
let mail: Awaited<ReturnType<typeof startMailServer>>;
const results: Result[] = [];

beforeAll(async () => {
  mail = await startMailServer();
  const outside = await startOutsideWorld(answerOutside);
  const server = await startServer({
    nodeFlags: outside.nodeFlags,
    env: { SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, SIGNALBOX_WORKFLOW_HOSTS: '*' },
  });
  const { client, token } = await logIn(server);
  world = { server, client, token, outside };
}, 120_000);
afterAll(async () => {
  await world?.server.stop();
  await world?.outside.stop();
  mail?.close();
});

const nameOf = (folder: string): string => basename(folder);

describe.each(folders.map((folder) => [nameOf(folder), folder] as const))('%s', (template, folder) => {
  it('is imported, shown as its files have it, saved, and run', async () => {
    const application = await importTemplate(world, folder);
    const written = readFlows(folder);
    expect(application.flows.map(({ name }) => name).sort()).toEqual(written.map(({ name }) => name).sort());
    for (const flow of application.flows) {
      const source = written.find(({ name, flowClass }) => name === flow.name && flowClass === flow.flowClass);
      expect(differencesOf(partsOf(source as RealFlow), partsOf(flow)), flow.name).toEqual([]);
    }
    const refused = new Map<string, string | undefined>();
    for (const flow of application.flows) {
      refused.set(flow.id, await saveFlow(world, application.applicationId, flow));
      const { triggers, nodes } = await world.client.flow.get({
        applicationId: application.applicationId,
        flowId: flow.id,
      });
      expect({ triggers, nodes }, flow.name).toEqual({ triggers: flow.triggers, nodes: flow.nodes });
    }
    await enableFlows(world, application);
    for (const flow of application.flows) {
      const isSaved = refused.get(flow.id) === undefined;
      const runs =
        flow.flowClass === 'edge' ? [] : await runTriggers(world, application, { flow, isSaved, given: givenData });
      results.push({ template, flow, refused: refused.get(flow.id), runs });
    }
    // Whatever a run came to, it came to an end, and by a name that workflows know.
    for (const { runs, flow } of results.filter((result) => result.template === template)) {
      for (const { run } of runs) {
        if (run) expect(['succeeded', 'failed'], flow.name).toContain(run.status);
        if (run?.error) expect(run.error.name, `${flow.name}: ${run.error.message}`).toMatch(/^[A-Z][A-Za-z]+$/);
      }
    }
  }, 300_000);
});

describe.each(expectations.filter(({ template }) => folders.some((folder) => nameOf(folder) === template)))(
  '$template: $flow, $trigger',
  ({ template, flow: name, trigger, ...expected }) => {
    it('does what its makers meant', () => {
      const result = results.find(({ flow, ...of }) => of.template === template && flow.name === name);
      const labelled = result?.runs.map((run) => ({ run, label: labelOf(run.trigger, result.flow) })) ?? [];
      const found = labelled.find(({ label }) => label === trigger)?.run;
      expect(found?.run, `${labelled.map(({ label }) => label).join('; ')}`).toBeDefined();
      const { run, sent = [] } = found ?? {};
      const errors = run?.error ? `${run.error.name}: ${run.error.message}` : undefined;
      expect([run?.status, errors]).toEqual([expected.fails ? 'failed' : 'succeeded', expected.fails]);
      const labels = run?.entered.map((id) => labelOfNode(result?.flow, id));
      if (expected.path) expect(labels).toEqual(expected.path);
      if (expected.sent) {
        expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(expected.sent.map(({ request }) => request));
        for (const [index, one] of expected.sent.entries()) {
          if (one.headers) expect(sent[index]?.headers).toMatchObject(one.headers);
          if (one.body !== undefined) expect(parse(sent[index]?.body)).toEqual(one.body);
        }
      }
      if (expected.shows !== undefined) expect(run?.shown.at(-1)?.value).toMatchObject(expected.shows);
    });
  },
);

it('is what the documentation says of each', () => {
  const table = makeTable(results);
  if (!hasExports) return expect(results.length).toBeGreaterThan(0);
  const text = readFileSync(page, 'utf8');
  const updated = text.replace(/(<!-- made by .*? -->\n)[\s\S]*$/, (_all, mark: string) => `${mark}\n${table}\n`);
  if (process.env.SIGNALBOX_UPDATE_DOCS) writeFileSync(page, updated);
  else expect(text).toBe(updated);
});

/** The workflows of a template, as its files have them. */
function readFlows(folder: string): RealFlow[] {
  const flows: RealFlow[] = [];
  for (const file of globSync(`${folder}/{workflows,experience/develop/workflows}/**/*.yaml`)) {
    const { resourceType, resources } = load(readFileSync(file, 'utf8')) as {
      resourceType: string;
      resources: RealFlow[];
    };
    for (const record of resources) {
      flows.push({ ...record, flowClass: resourceType === 'Flow' ? (record.flowClass ?? 'cloud') : 'experience' });
    }
  }
  return flows;
}

/** What an import may not change: everything but the ids that placeholders stand for, and keys, which are made anew. */
function differencesOf(written: unknown, shown: unknown, place = ''): string[] {
  if (typeof written === 'string' && typeof shown === 'string' && written.includes(placeholder)) {
    const literal = written
      .split(/~exportplaceholderid-[^~]*~/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // An address of this server is one as a whole.
    const pattern = literal.join('.+?').replaceAll('https://.+?', 'https?://.+?');
    return new RegExp(`^${pattern}$`, 's').test(shown) ? [] : [`${place}: ${shown}`];
  }
  if (typeof written !== 'object' || written === null || typeof shown !== 'object' || shown === null) {
    return Object.is(written, shown) ? [] : [`${place}: ${String(shown)}`];
  }
  const names = new Set([...Object.keys(written), ...Object.keys(shown)]);
  return [...names].flatMap((name) =>
    differencesOf(
      (written as Record<string, unknown>)[name],
      (shown as Record<string, unknown>)[name],
      `${place}/${name}`,
    ),
  );
}

const placeholder = '~exportplaceholderid-';

function partsOf({ triggers, nodes, globals }: RealFlow): unknown {
  return { triggers: triggers.map(({ key: _key, ...trigger }) => trigger), nodes, globals };
}

function labelOf(trigger: RealTrigger, { triggers }: RealFlow): string {
  const same = triggers.filter(({ type }) => type === trigger.type);
  const label = trigger.meta?.label ?? trigger.meta?.name;
  const number = same.length > 1 ? ` ${same.indexOf(trigger) + 1}` : '';
  return typeof label === 'string' && label !== '' && trigger.type === 'virtualButton'
    ? `${trigger.type} ${label}`
    : `${trigger.type}${number}`;
}

function labelOfNode(flow: RealFlow | undefined, id: string): string {
  const node = flow?.nodes.find((one) => one.id === id);
  const label = node?.meta?.label;
  return typeof label === 'string' && label !== '' ? label : (node?.type ?? id);
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text;
  }
}

function makeTable(all: readonly Result[]): string {
  const lines = all
    .filter(({ template }) => template !== 'workflow-template')
    .flatMap(({ template, flow, refused, runs }) => {
      const first = [template, flow.name, flow.flowClass];
      if (flow.flowClass === 'edge') return [[...first, '', 'kept for the agent, not run here', '', '']];
      const missing = /\((\w+)\)$/.exec(refused ?? '')?.[1];
      const said = refused === undefined ? '' : `, as a copy: ${missing ? `its ${missing} is not there` : refused}`;
      return runs.map((run) => [...first, ...describeRun(template, flow, run, said)]);
    })
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`);
  const head = ['| template | workflow | class | started by | what came of it | called outside | judged |'];
  const counts = countAll(all.filter(({ template }) => template !== 'workflow-template'));
  return [counts, '', ...head, '| --- | --- | --- | --- | --- | --- | --- |', ...lines.sort()].join('\n');
}

function describeRun(
  template: string,
  flow: RealFlow,
  { trigger, run, isStandIn, sent }: TriggerRun,
  said: string,
): string[] {
  const label = labelOf(trigger, flow);
  const calls = [...new Set(sent.map(({ method, url }) => `${method} ${new URL(url).host}`))].join(', ');
  const outcome = !run
    ? 'nothing here starts it'
    : run.status === 'succeeded'
      ? 'ran'
      : isMissingNode(run)
        ? `ran up to ${run.erredAt?.nodeType}, which is not there yet`
        : `${run.error?.name} at ${run.erredAt?.nodeType}`;
  const isJudged = expectations.some(
    (one) => one.template === template && one.flow === flow.name && one.trigger === label,
  );
  return [isStandIn ? `${label} (a button in its place)` : label, outcome + said, calls, isJudged ? 'as meant' : ''];
}

/** Whether a run has come to a type of node that is not there. */
function isMissingNode(run: TriggerRun['run']): boolean {
  return run?.error?.message.startsWith('This server does not have nodes of the type') ?? false;
}

function countAll(all: readonly Result[]): string {
  const runs = all.flatMap(({ runs: some }) => some);
  const ran = runs.filter(({ run }) => run?.status === 'succeeded').length;
  const waiting = runs.filter(({ run }) => isMissingNode(run)).length;
  const edge = all.filter(({ flow }) => flow.flowClass === 'edge').length;
  return `${all.length} workflows, all imported and shown as they are in their files; ${edge} of them are for edge agents. Of ${runs.length} triggers of the others ${ran} ran to their end, ${waiting} came to a node that is not there yet, ${runs.length - ran - waiting} ended in an error.`;
}
