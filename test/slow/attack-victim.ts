/**
 * The other application of the attack suite, in a process of its own, so that what it measures is the server and not whoever
 * attacks. Told `start`, it reports a state and reads the last one in turns; told `stop`, it sends what it has measured.
 */
const [url = '', token = ''] = process.argv.slice(2);
const pauseMs = 20;

/** What a stretch of work has come to. */
export interface VictimResult {
  /** Ms from a call to the end of its answer, of each. */
  readonly times: readonly number[];
  readonly acknowledged: number;
  /** Answers that were not 200. */
  readonly failures: readonly string[];
}

let stretch: AbortController | undefined;

async function work(signal: AbortSignal): Promise<VictimResult> {
  const times: number[] = [];
  const failures: string[] = [];
  let acknowledged = 0;
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
  return { times, acknowledged, failures };
}

process.on('message', (message) => {
  if (message === 'start') {
    stretch = new AbortController();
    work(stretch.signal).then(
      (result) => process.send?.(result),
      (error) => process.send?.({ times: [], acknowledged: 0, failures: [String(error)] } satisfies VictimResult),
    );
  } else stretch?.abort();
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
