import { threadTime } from '../src/kernel/thread-time.ts';
import { compileExpression, compileTemplate, copyPayload } from '../src/platform/language/index.ts';
import { openSandbox } from '../src/platform/sandbox/index.ts';
import { round, toTable } from './support/figures.ts';

const warmUps = 300;
const repetitions = 1000;

/** What a node of a workflow spends on the payload of a report: functions in the sandbox, templates, expressions, copies. */
export async function benchWorkflowLanguage(): Promise<string> {
  const payload = {
    time: new Date(0),
    data: { temperature: 21.5, humidity: 40 },
    applicationId: '575ec8687ae143cd83dc4a97',
    deviceName: 'Pump 1',
    deviceTags: { site: ['a'] },
    globals: { limit: 75 },
  };
  const large = {
    ...payload,
    rows: Array.from({ length: 1000 }, (_, id) => ({ id, name: `row ${id}`, value: id / 7 })),
  };
  const sandbox = await openSandbox();
  const call = (script: string, given: unknown) => () =>
    sandbox.run({ script, payload: given, cpuMs: 1000, memoryBytes: 64 * 1024 * 1024 });
  const template = compileTemplate(
    '{{#if data.temperature}}{{deviceName}}: {{data.temperature}} °C{{else}}nothing{{/if}}',
  );
  const expression = compileExpression('{{data.temperature}} > 20 && {{data.humidity}} < {{globals.limit}}');
  const works: [string, () => unknown][] = [
    ['function that does nothing', call('', payload)],
    ['function that computes a field', call('payload.data.fahrenheit = payload.data.temperature * 1.8 + 32;', payload)],
    ['function with Buffer', call("payload.raw = Buffer.from('AAECAw==', 'base64').readUInt16BE(1);", payload)],
    ['function, payload of 50 kB', call('payload.rows.length = 10;', large)],
    ['template', () => template.render(payload)],
    ['expression', () => expression.test(payload)],
    ['copy of the payload', () => copyPayload(payload)],
    ['copy of a payload of 50 kB', () => copyPayload(large)],
  ];
  const rows = works.map(([name, work]) => [name, ...measure(work)]);
  sandbox.close();
  return `## Workflow language

Each ${repetitions} times in one thread, after ${warmUps} to warm up. Processor time is what the thread used; by the clock it also waits for others.

${toTable(['what', 'processor time, µs', 'by the clock, µs'], rows)}
`;
}

function measure(work: () => unknown): number[] {
  for (let count = 0; count < warmUps; count += 1) work();
  const start = performance.now();
  const startOfThread = threadTime();
  for (let count = 0; count < repetitions; count += 1) work();
  return [threadTime() - startOfThread, performance.now() - start].map((ms) => round((ms / repetitions) * 1000, 1));
}
