import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedEngine } from './embedded-engine.ts';
import { EmbeddedMaintenance } from './embedded-maintenance.ts';
import { type EngineOptions, type FromEngine, runningExchange, type ToEngine } from './embedded-protocol.ts';

/**
 * The thread of the embedded PostgreSQL. Messages are handled one after the other, in order. Anything unforeseen ends the
 * thread with an uncaught error: its parent then knows that nothing pending was done for certain.
 */
const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread');

function tell(message: FromEngine, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function stop(error: unknown): never {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

const engine = await EmbeddedEngine.open(workerData as EngineOptions, stop).catch(stop);
const maintenance = new EmbeddedMaintenance({ engine });
const shared = new Int32Array((workerData as EngineOptions).syncCounter);
let exchanges = 0;

async function handle(message: ToEngine): Promise<void> {
  if (message.kind === 'bytes') {
    exchanges = (exchanges % 0x7fffffff) + 1;
    Atomics.store(shared, runningExchange, exchanges);
    const bytes = await engine.exchange(message.bytes);
    Atomics.store(shared, runningExchange, 0);
    tell({ kind: 'bytes', session: message.session, bytes }, [bytes.buffer]);
    await maintenance.run();
  } else if (message.kind === 'end') {
    await engine.resetSession();
  } else {
    clearInterval(idle);
    await engine.close();
    tell({ kind: 'closed' });
    port?.close();
  }
}

let last = Promise.resolve();
function enqueue(work: () => Promise<void>): void {
  last = last.then(work).catch(stop);
}

port.on('message', (message: ToEngine) => enqueue(() => handle(message)));
// Upkeep that falls due while nobody asks for anything.
const idle = setInterval(() => enqueue(() => maintenance.run()), 10_000);
tell({ kind: 'ready' });
