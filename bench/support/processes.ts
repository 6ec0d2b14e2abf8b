import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PublisherReport {
  readonly sent: number;
  readonly acknowledged: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the generator, connecting included. */
  readonly cpuSeconds: number;
  /** As `cpuSeconds`, from the first report on. */
  readonly sendingSeconds: number;
}

/** Starts the load generator in a process of its own; resolves once its devices are connected. */
export async function startPublisher(settings: object): Promise<{ report: Promise<PublisherReport> }> {
  const child = fork(fileURLToPath(new URL('publisher.ts', import.meta.url)), { silent: true });
  // Thousands of devices with their keys are more than a command line holds.
  child.send(settings);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.stderr?.pipe(process.stderr);
  const report = once(child, 'close').then(() => JSON.parse(text.trim().split('\n').at(-1) ?? '') as PublisherReport);
  await Promise.race([once(child, 'message'), report]);
  return { report };
}

/** Resident memory of a process in MiB (Linux). */
export function residentMiB(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1]) / 1024;
}

/** User and system seconds that a process has used so far (Linux, at 100 ticks a second). */
export function cpuSeconds(pid: number): number {
  return secondsIn(`/proc/${pid}/stat`);
}

/** As `cpuSeconds`, of the process's first thread alone. */
export function mainThreadSeconds(pid: number): number {
  return secondsIn(`/proc/${pid}/task/${pid}/stat`);
}

/** As `cpuSeconds`, of a process and of all that it has started and that still run; or of those among them with such a command line. */
export function familySeconds(pid: number, isCounted: (commandLine: string) => boolean = () => true): number {
  let sum = cpuSeconds(pid);
  for (const entry of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(entry)) continue;
    try {
      if (Number(fieldsOf(`/proc/${entry}/stat`)[1]) !== pid) continue;
      if (isCounted(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))) sum += cpuSeconds(Number(entry));
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

/** The fields of a `stat` file from the third on, which is the process's state. */
function fieldsOf(path: string): string[] {
  return readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
}

function secondsIn(path: string): number {
  const fields = fieldsOf(path);
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** As `cpuSeconds`, with the children of the process, those that have ended too. */
export function cpuSecondsOfFamily(pid: number): number {
  const ticksOf = (stat: string): { parent: number; ticks: number } => {
    const fields = stat.split(') ').at(-1)?.split(' ') ?? [];
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ticks: (user ?? 0) + (system ?? 0) + (endedUser ?? 0) + (endedSystem ?? 0) };
  };
  let ticks = ticksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')).ticks;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const other = ticksOf(readFileSync(`/proc/${name}/stat`, 'utf8'));
      if (other.parent === pid) ticks += other.ticks;
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / 100;
}

/** User and system seconds that the whole machine has been busy so far (Linux, at 100 ticks a second). */
export function busySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/ +/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts) / 100;
}
