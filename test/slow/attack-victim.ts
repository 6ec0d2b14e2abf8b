import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The other application of the attack suite, in a process of its own, so that what it measures is the server and not whoever
 * attacks. Told `start`, it reports a state and reads the last one in turns; told `stop`, it sends what it has measured, and how
 * long the machine took meanwhile for what has nothing to do with the server: to sync a small file, and to compute.
 */
const [url = '', token = ''] = process.argv.slice(2);
const pauseMs = 20;

/** What a stretch of work has come to. */
export interface VictimResult {
  /** Ms from a call to the end of its answer, of each. */
  readonly times: readonly number[];
  /** Ms that a file of 8 KiB took to be written and synced, of each. */
  readonly syncs: readonly number[];
  /** How many times as long as its time of a processor something took that only computes: 1 on an idle machine. */
  readonly stretch: number;
  readonly acknowledged: number;
  /** Answers that were not 200. */
  readonly failures: readonly string[];
}

let stretch: AbortController | undefined;

/** What a report costs at least, without a server. */
async function probe(signal: AbortSignal): Promise<{ syncs: number[]; stretch: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-sync-'));
  const file = await open(join(folder, 'file'), 'w');
  const page = Buffer.alloc(8 * 1024);
  const syncs: number[] = [];
  const work = Buffer.alloc(4 * 1024 * 1024);
  let [wall, busy] = [0, 0];
  try {
    for (let turn = 0; !signal.aborted; turn += 1) {
      if (turn % 5 === 0) {
        const begun = performance.now();
        const used = process.cpuUsage();
        createHash('sha256').update(work).digest();
        const { user, system } = process.cpuUsage(used);
        wall += performance.now() - begun;
        busy += (user + system) / 1000;
      }
      const since = performance.now();
      await file.write(page, 0, page.length, 0);
      await file.datasync();
      syncs.push(performance.now() - since);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  } finally {
    await file.close();
    await rm(folder, { recursive: true });
  }
  return { syncs, stretch: busy > 0 ? Math.max(1, wall / busy) : 1 };
}

async function work(signal: AbortSignal): Promise<VictimResult> {
  const times: number[] = [];
  const failures: string[] = [];
  let acknowledged = 0;
  const probing = probe(signal);
  for (let turn = 0; !signal.aborted; turn++) {
    const isReport = turn % 2 === 0;
    const since = performance.now();
    const response = await fetch(url, {
      method: isReport ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${token}`, ...(isReport ? { 'Content-Type': 'application/json' } : {}) },
      ...(isReport ? { body: JSON.stringify({ time: Date.now(), data: { n: turn } }) } : {}),
    });
    const text = await response.text();
    times.push(performance.now() - since);
    if (response.status !== 200) failures.push(`${response.status} ${text.slice(0, 200)}`);
    else if (isReport) acknowledged += 1;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return { times, ...(await probing), acknowledged, failures };
}

process.on('message', (message) => {
  if (message === 'start') {
    stretch = new AbortController();
    work(stretch.signal).then(
      (result) => process.send?.(result),
      (error) =>
        process.send?.({
          times: [],
          syncs: [],
          stretch: 1,
          acknowledged: 0,
          failures: [String(error)],
        } satisfies VictimResult),
    );
  } else stretch?.abort();
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
