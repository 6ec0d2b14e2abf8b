import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../test/support/tenant.ts';
import { startSignalbox } from './support/brokers.ts';
import { median, quantile, round, toTable } from './support/figures.ts';
import { startPublisher } from './support/processes.ts';

const rounds = 3;
const seconds = 8;
const deviceCount = 50;
/** States per second of all devices together: far below what the server takes, so that what is measured is waiting. */
const rate = 200;
const readPauseMs = 10;
/** Presses of each attacking button that are under way. */
const presses = 4;

type Server = Awaited<ReturnType<typeof startSignalbox>>;

/** What goes on beside the application that is measured. */
interface Neighbour {
  readonly name: string;
  start(): Promise<() => Promise<void>>;
}

/** What one application saw during one turn, in ms. */
interface Turn {
  readonly storedP50: number;
  readonly storedP99: number;
  readonly readP50: number;
  readonly readP99: number;
}

const attacks: readonly (readonly [name: string, type: string, config: object])[] = [
  ['endless loops', 'RawFunctionNode', { script: 'for (;;);' }],
  ['memory bombs', 'RawFunctionNode', { script: 'const all = []; for (;;) all.push(new Array(1e5).fill(1));' }],
  ['texts that double', 'RawFunctionNode', { script: "let s = 'x'; for (;;) s += s;" }],
  ['catastrophic patterns', 'RawFunctionNode', { script: "return { found: /^(a+)+$/.test('a'.repeat(5000) + '!') };" }],
];

/**
 * What one application notices of another whose workflows do their worst: the times of its reports and reads, beside nobody, beside a program that
 * has nothing to do with the server and computes, and beside each attack, in turn.
 */
export async function benchWorkflowIsolation(): Promise<string> {
  const server = await startSignalbox({ deviceCount });
  const attacker = await makeApplication(server);
  const neighbours: Neighbour[] = [
    { name: 'nobody', start: async () => async () => undefined },
    { name: 'a program beside the server that computes', start: async () => computeBeside() },
    ...attacks.map(([name, type, config]) => attackBy(server, attacker, name, type, config)),
  ];
  const turns = new Map<Neighbour, Turn[]>(neighbours.map((neighbour) => [neighbour, []]));
  let startAt = 0;
  // The first round does not count: code is not compiled yet.
  for (let turn = -1; turn < rounds; turn += 1) {
    for (const neighbour of neighbours) {
      const end = await neighbour.start();
      const measured = await measure(server, startAt);
      await end();
      if (turn >= 0) turns.get(neighbour)?.push(measured);
      startAt += 1_000_000;
    }
  }
  await server.stop();
  const of = (neighbour: Neighbour | undefined, key: keyof Turn): number =>
    median((turns.get(neighbour as Neighbour) ?? []).map((turn) => turn[key]));
  const [nobody] = neighbours;
  const cell = (neighbour: Neighbour, key: keyof Turn): string =>
    `${round(of(neighbour, key), 1)} (${round(of(neighbour, key) / of(nobody, key), 2)})`;
  const rows = neighbours.map((neighbour) => [
    neighbour.name,
    ...(['storedP50', 'storedP99', 'readP50', 'readP99'] as const).map((key) => cell(neighbour, key)),
  ]);
  return `## What one application notices of the workflows of another

${deviceCount} devices of one application report ${rate} states/s over MQTT at QoS 1, while it reads the last state of one after the other over REST; in
another application a button is pressed whenever fewer than ${presses} runs of it are under way. Ms until a report is acknowledged, and until a
read has been answered; medians of ${rounds} turns of ${seconds} s, in brackets as a multiple of those beside nobody. One thread runs workflows, as by
default; the program beside the server shows what a processor less means on this machine.

${toTable(['beside', 'report, p50', 'report, p99', 'read, p50', 'read, p99'], rows)}
`;
}

async function measure({ url, devices, server, applicationId, token }: Server, startAt: number): Promise<Turn> {
  const { report } = await startPublisher({ url, devices, window: 1000, seconds, rate, startAt });
  let isOver = false;
  const reads: number[] = [];
  const reading = (async () => {
    for (let index = 0; !isOver; index += 1) {
      const { deviceId = '' } = devices[index % devices.length] ?? {};
      const begun = performance.now();
      const { status } = await call(server, 'GET', `/applications/${applicationId}/devices/${deviceId}/state`, {
        token,
      });
      if (status !== 200) throw new Error(`a read was answered ${status}`);
      reads.push(performance.now() - begun);
      await delay(readPauseMs);
    }
  })();
  const { p50, p99 } = await report;
  isOver = true;
  await reading;
  return { storedP50: p50, storedP99: p99, readP50: quantile(reads, 0.5), readP99: quantile(reads, 0.99) };
}

async function makeApplication({ server, token }: Server): Promise<string> {
  const { body } = await call(server, 'POST', '/applications', { token, body: { name: 'Attacker' } });
  return String(body.id);
}

function attackBy(world: Server, applicationId: string, name: string, type: string, config: object): Neighbour {
  const { server, token } = world;
  const act = (method: string, path: string, body?: object) =>
    call(server, method, `/applications/${applicationId}/flows${path}`, { token, ...(body ? { body } : {}) });
  return {
    name,
    async start() {
      const { body } = await act('POST', '', {
        name: `${name} ${Math.random()}`,
        triggers: [{ type: 'virtualButton', config: {}, meta: {}, outputIds: [['0']] }],
        nodes: [{ id: '0', type, config, meta: {}, outputIds: [] }],
      });
      const { flowId, triggers } = body as unknown as { flowId: string; triggers: { key: string }[] };
      let isOver = false;
      const pressing = (async () => {
        while (!isOver) {
          const { body: listed } = await act('GET', `/${flowId}/runs?limit=100`);
          const items = (listed.items ?? []) as { status: string }[];
          const underWay = items.filter(({ status }) => status === 'running' || status === 'queued').length;
          for (let more = underWay; more < presses; more += 1) {
            await act('POST', `/${flowId}/virtualButton`, { key: triggers[0]?.key });
          }
          await delay(50);
        }
      })();
      return async () => {
        isOver = true;
        await pressing;
        await act('DELETE', `/${flowId}`);
        // What keeps the thread has a second of processor time, or is ended with its thread.
        await delay(3_000);
      };
    },
  };
}

/** Keeps one processor busy, as the thread of an attacked server does. */
function computeBeside(): () => Promise<void> {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  return async () => void child.kill('SIGKILL');
}
