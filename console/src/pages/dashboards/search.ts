import { t, tn } from '../../words/words.ts';
export type ContextValue = string | number | { key?: string; value?: string };

/** What a dashboard's page shows, as it stands in its address: `?ctx[name]=value`, `duration` and `time` in ms, `sameWindow`. */
export interface DashboardSearch {
  readonly ctx: Readonly<Record<string, ContextValue>>;
  readonly duration?: number;
  readonly time?: number;
  /** Whether all blocks show the window, those with a time of their own too; kept nowhere but in the address. */
  readonly sameWindow?: boolean;
  /** Dashboards that a screen shows one after another, each for `every` seconds; left out: no kiosk. */
  readonly kiosk?: readonly string[];
  readonly every?: number;
}

/** Windows that are offered, in ms. */
export const durations: readonly (readonly [number, string])[] = [
  [300_000, t('5 minutes')],
  [900_000, t('15 minutes')],
  [3_600_000, t('1 hour||by itself')],
  [10_800_000, t('3 hours')],
  [21_600_000, t('6 hours')],
  [43_200_000, t('12 hours')],
  [86_400_000, t('1 day||by itself')],
  [604_800_000, t('7 days')],
  [2_592_000_000, t('30 days')],
  [7_776_000_000, t('90 days')],
  [15_552_000_000, t('180 days')],
];

const units: readonly (readonly [number, (count: number) => string])[] = [
  [86_400_000, (count) => tn(count, '{count} day', '{count} days')],
  [3_600_000, (count) => tn(count, '{count} hour', '{count} hours')],
  [60_000, (count) => tn(count, '{count} minute', '{count} minutes')],
  [1_000, (count) => tn(count, '{count} second', '{count} seconds')],
];

/** A length of time in words, as the menu has it; what is not in it, by the largest unit that it is some of. */
export function describeDuration(ms: number): string {
  const offered = durations.find(([each]) => each === ms);
  if (offered) return offered[1];
  const found = units.find(([each]) => ms >= each && ms % each === 0) ?? units.find(([each]) => ms >= 3 * each);
  const [size, describe] = found ?? [1_000, (count: number) => tn(count, '{count} second', '{count} seconds')];
  return describe(Math.max(1, Math.round(ms / size)));
}

/** How far the arrows beside the time go, in ms. */
export const timeSteps: readonly (readonly [number, string])[] = [
  [300_000, t('5 minutes')],
  [3_600_000, t('an hour')],
  [86_400_000, t('a day')],
  [604_800_000, t('a week')],
];

/** Dashboards of one rotation. */
const mostKiosk = 50;
const [leastEvery, mostEvery] = [5, 3_600];

/** Reads an address, whatever somebody has typed there. */
export function readSearch(search: Readonly<Record<string, unknown>>): DashboardSearch {
  const ctx: Record<string, ContextValue> = {};
  for (const [name, value] of Object.entries(search)) {
    const [, variable, half] = /^ctx\[([\w-]{1,255})\](?:\[(key|value)\])?$/.exec(name) ?? [];
    if (variable === undefined || (typeof value !== 'string' && typeof value !== 'number')) continue;
    const known = ctx[variable];
    if (half === undefined) ctx[variable] = value;
    else ctx[variable] = { ...(typeof known === 'object' ? known : {}), [half]: String(value) };
  }
  const duration = Number(search.duration);
  const time = Number(search.time);
  const every = Number(search.every);
  const kiosk = search.kiosk === undefined ? undefined : (String(search.kiosk).match(/[0-9a-f]{24}/g) ?? []);
  return {
    ctx,
    ...(kiosk === undefined ? {} : { kiosk: kiosk.slice(0, mostKiosk) }),
    ...(every >= leastEvery && every <= mostEvery ? { every: Math.round(every) } : {}),
    ...(duration > 0 && duration <= 31_536_000_000 ? { duration: Math.round(duration) } : {}),
    ...(time > 0 && time < 8.64e15 ? { time: Math.round(time) } : {}),
    ...(String(search.sameWindow) === 'true' ? { sameWindow: true } : {}),
  };
}
