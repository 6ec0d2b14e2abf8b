import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { type Client, logIn } from '../test/support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../test/support/browser.ts';
import { connectDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { type BusyDashboard, deviceCount, hours, makeBusyDashboard, reportOf } from './support/busy-dashboard.ts';
import { median, round, toTable } from './support/figures.ts';
import { cpuSeconds } from './support/processes.ts';

const turns = 5;
const updatesPerSecond = 60;
const [shortSeconds, longSeconds] = [4, 10];

/** What the page says of itself (`support/dashboard-probe.js`). */
interface Drawn {
  readonly ms: number;
  readonly seen: number;
  readonly last: string;
  readonly answered: number;
}

interface Opened {
  /** Ms of the page, from its being asked for until the frame after the last block was drawn. */
  readonly ms: number;
  /** As `ms`, until what is within the window was drawn. */
  readonly seenMs: number;
  /** Ms of the page's own thread, so that what else the machine does is no part of it. */
  readonly threadMs: number;
  readonly answeredMs: number;
  /** Titles of the blocks that were drawn last. */
  readonly last: string;
}

interface Watched {
  readonly framesPerSecond: readonly number[];
  readonly longTasks: readonly number[];
  /** Share of the time in which the page's thread works. */
  readonly busy: number;
  readonly changes: number;
  /** Of the server's process, database included. */
  readonly serverBusy: number;
}

/**
 * A dashboard of twenty blocks over fifty devices and a day in Debian's chromium without a graphics card: how long it takes to be drawn, by its
 * address and by a click, and how many frames a second there are while sixty reports a second come. Beside another build of this server, if
 * `SIGNALBOX_BENCH_AGAINST` names one (its `dist/main.js`), by turns.
 */
export async function benchDashboardPage(): Promise<string> {
  const other = process.env.SIGNALBOX_BENCH_AGAINST;
  const sides = [await start('this build', undefined)];
  if (other) sides.push(await start('the other build', resolve(other)));
  for (const side of sides) {
    // Everything is read and compiled for the first time.
    await side.open();
    await side.open();
    await side.click();
  }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const side of sides) {
      side.opened.push(await side.open());
      side.clicked.push(await side.click());
    }
  }
  for (const side of sides) {
    await side.open();
    side.idle = await side.watch(0, shortSeconds);
    side.watched = await side.watch(updatesPerSecond, longSeconds);
  }
  for (const side of sides) await side.stop();
  const openings = sides.flatMap(({ name, opened, clicked, blockCount }) =>
    [['by its address', opened] as const, ['by a click in the list', clicked] as const].map(([way, all]) => [
      name,
      `${way}, ${blockCount} blocks`,
      round(median(all.map(({ seenMs }) => seenMs)), 0),
      round(Math.min(...all.map(({ seenMs }) => seenMs)), 0),
      round(Math.max(...all.map(({ seenMs }) => seenMs)), 0),
      round(median(all.map(({ ms }) => ms)), 0),
      round(Math.min(...all.map(({ ms }) => ms)), 0),
      round(Math.max(...all.map(({ ms }) => ms)), 0),
      round(median(all.map(({ threadMs }) => threadMs)), 0),
      round(median(all.map(({ answeredMs }) => answeredMs)), 0),
      tally(all.map(({ last }) => last)),
    ]),
  );
  const frames = sides.flatMap(({ name, idle, watched }) =>
    [['nothing comes', idle] as const, [`${updatesPerSecond} reports a second`, watched] as const].map(
      ([what, seen]) => [
        name,
        what,
        median(seen?.framesPerSecond ?? []),
        Math.min(...(seen?.framesPerSecond ?? [])),
        seen?.longTasks.length ?? 0,
        round(Math.max(0, ...(seen?.longTasks ?? [])), 0),
        round(100 * (seen?.busy ?? 0), 0),
        seen?.changes ?? 0,
        round(100 * (seen?.serverBusy ?? 0), 0),
      ],
    ),
  );
  return `## A dashboard in the browser

${deviceCount} devices with a report of five attributes a minute over ${hours} h; embedded database, chromium without a graphics card, 1440 x 1000. Seen: what is
within the window, 12 of the blocks; the others are drawn after it. Goals: drawn within 1,500 ms (warm), never below 30 frames a second.

Opened, ms, ${turns} turns; the page's thread is processor time:

${toTable(['', 'opened', 'seen: median', 'best', 'worst', 'all: median', 'best', 'worst', "page's thread", 'until the answer', 'last block drawn'], openings)}

While it is looked at, ${longSeconds} s (${shortSeconds} s where nothing comes):

${toTable(['', '', 'frames/s, median', 'worst second', 'tasks over 50 ms', 'longest ms', "page's thread busy %", 'blocks drawn anew', 'server busy %'], frames)}
`;
}

function tally(names: readonly string[]): string {
  const [most] = [...Map.groupBy(names, (name) => name)].sort(([, one], [, two]) => two.length - one.length);
  return most?.[0] ?? '';
}

async function start(name: string, main: string | undefined) {
  const server = await startServer(main === undefined ? {} : { main });
  const { client } = await logIn(server);
  const made = await makeBusyDashboard(client);
  const browser = await openBrowser(server, { width: 1440, height: 1000 });
  const { page } = browser;
  await page.addInitScript({ path: fileURLToPath(new URL('./support/dashboard-probe.js', import.meta.url)) });
  await browser.logIn();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const list = `/applications/${made.applicationId}/dashboards`;
  return {
    name,
    blockCount: made.blockCount,
    opened: [] as Opened[],
    clicked: [] as Opened[],
    idle: undefined as Watched | undefined,
    watched: undefined as Watched | undefined,
    open: () => open(page, session, () => browser.open(`${list}/${made.dashboardId}`)),
    async click() {
      await browser.open(list);
      const link = page.getByRole('link', { name: 'Busy' });
      await link.waitFor();
      return open(page, session, () => link.click());
    },
    watch: (rate: number, seconds: number) =>
      watch({ browser, session, pid: server.pid, made, client, mqtt: server.mqtt }, rate, seconds),
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

async function open(page: Page, session: CDPSession, go: () => Promise<unknown>): Promise<Opened> {
  const before = await threadSeconds(session);
  await go();
  const probe = await page.waitForFunction(
    () => (globalThis as unknown as { dashboardProbe: { drawn?: Drawn } }).dashboardProbe.drawn,
    undefined,
    { timeout: 120_000 },
  );
  const { ms, seen, last, answered } = (await probe.jsonValue()) as Drawn;
  const after = await threadSeconds(session);
  // A page that is loaded anew counts from 0.
  const threadMs = 1_000 * (after >= before ? after - before : after);
  return { ms, seenMs: seen, threadMs, answeredMs: answered, last };
}

async function threadSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

interface Looked {
  readonly browser: ConsoleBrowser;
  readonly session: CDPSession;
  readonly pid: number;
  readonly made: BusyDashboard;
  readonly client: Client;
  readonly mqtt: string;
}

async function watch(looked: Looked, rate: number, seconds: number): Promise<Watched> {
  const { browser, session, pid } = looked;
  const stop = rate === 0 ? undefined : await report(looked, rate);
  if (stop) await new Promise((then) => setTimeout(then, 1_000));
  const [threadBefore, serverBefore] = [await threadSeconds(session), cpuSeconds(pid)];
  const seen = await browser.page.evaluate<Omit<Watched, 'busy' | 'serverBusy'>>(`dashboardProbe.watch(${seconds})`);
  const [threadAfter, serverAfter] = [await threadSeconds(session), cpuSeconds(pid)];
  await stop?.();
  return {
    ...seen,
    busy: (threadAfter - threadBefore) / seconds,
    serverBusy: (serverAfter - serverBefore) / seconds,
  };
}

/** Reports of all devices in turn over MQTT, so many a second, until the function that it returns is called. */
async function report({ made, client, mqtt }: Looked, rate: number): Promise<() => Promise<void>> {
  const { applicationId, deviceIds } = made;
  const { key, secret } = await client.applicationKeys.post({ applicationId, applicationKey: {} });
  const devices = await Promise.all(deviceIds.map((deviceId) => connectDevice({ mqtt }, { deviceId, key, secret })));
  let sent = 0;
  const begun = performance.now();
  const timer = setInterval(() => {
    for (const due = Math.floor(((performance.now() - begun) / 1_000) * rate); sent < due; sent += 1) {
      const place = sent % devices.length;
      const data = reportOf(place, 1440 + Math.floor(sent / devices.length));
      devices[place]?.publish(`losant/${deviceIds[place]}/state`, JSON.stringify({ data }));
    }
  }, 20);
  return async () => {
    clearInterval(timer);
    await Promise.all(devices.map((device) => device.endAsync()));
  };
}
