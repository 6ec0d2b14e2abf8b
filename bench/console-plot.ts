import { logIn } from '../test/support/api.ts';
import { openBrowser } from '../test/support/browser.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';

const points = 100_000;
const turns = 9;
/** As many states as one report may hold. */
const perReport = 2_000;

/** What the plot of the console notes of itself (console/src/charts/time-plot.tsx). */
function readMeasure() {
  const [entry] = performance.getEntriesByName('signalbox.plot', 'measure');
  const detail = entry && 'detail' in entry ? (entry.detail as { points: number }) : undefined;
  return entry && detail && { ms: entry.duration, until: entry.startTime + entry.duration, points: detail.points };
}

/**
 * How long the console takes from having read a series of 100,000 points to having drawn it, in Debian's chromium without
 * a graphics card, as the page itself notes it; and beside it the whole way from opening the page, with the query.
 */
export async function benchConsolePlot(): Promise<string> {
  const server = await startServer();
  const { client, token } = await logIn(server);
  const { applicationId, deviceId } = await makeDevice(client, {
    device: { attributes: [{ name: 'value', dataType: 'number' }] },
  });
  // The API refuses what lies ahead, so the series ends a minute ago; ten reports a second.
  const end = Date.now() - 60_000;
  for (let sent = 0; sent < points; sent += perReport) {
    const states = Array.from({ length: perReport }, (_, index) => {
      const number = sent + index;
      return {
        time: end - (points - number) * 100,
        data: { value: Math.sin(number / 700) * 40 + ((number * 7_919) % 100) / 10 },
      };
    });
    await client.device.sendState({ applicationId, deviceId, deviceState: states });
  }
  const browser = await openBrowser(server);
  await browser.logIn();
  const path = `/applications/${applicationId}/explorer?devices=${deviceId}&attributes=value&aggregation=NONE&range=6h`;
  const drawn: number[] = [];
  const opened: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await browser.open(path);
    const measure = await browser.page.waitForFunction(readMeasure);
    const { ms, until, points: seen } = (await measure.jsonValue()) ?? { ms: 0, until: 0, points: 0 };
    if (seen !== points) throw new Error(`the plot shows ${seen} points instead of ${points}`);
    drawn.push(ms);
    opened.push(until);
  }
  const queryUrl = `${server.http}/applications/${applicationId}/data/time-series-query`;
  const query = {
    deviceIds: [deviceId],
    attributes: ['value'],
    aggregation: 'NONE',
    duration: 21_600_000,
    limit: points,
  };
  const answered: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const start = performance.now();
    const answer = await fetch(queryUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(query),
    });
    await answer.arrayBuffer();
    answered.push(performance.now() - start);
  }
  await browser.close();
  await server.stop();
  const row = (name: string, times: readonly number[]) => [
    name,
    round(median(times), 0),
    round(Math.min(...times), 0),
    round(Math.max(...times), 0),
  ];
  return `## Console: a plot of ${points.toLocaleString('en')} points, ms

${turns} turns in chromium without a graphics card, 1280 x 860; the goal is under 200 ms from read to drawn.

${toTable(
  ['', 'median', 'best', 'worst'],
  [
    row('from read to drawn', drawn),
    row('from opening the page to drawn', opened),
    row('of which the server answers the query', answered),
  ],
)}
`;
}
