import { afterAll, beforeAll, expect, it } from 'vitest';
import { surviveClockPutBack } from '../support/clock-scenario.ts';
import { startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let clockMoved = 0;
const now = (): number => Date.now() + clockMoved;

beforeAll(async () => {
  app = await startTestApp({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: '3/1s' }, now });
});
afterAll(() => app.end());

it('goes on as before when the clock is put back by a day', async () => {
  await surviveClockPutBack({
    server: app,
    now,
    moveClock: (byMs) => {
      clockMoved = byMs;
    },
  });
  expect.hasAssertions();
});
