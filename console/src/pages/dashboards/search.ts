export type ContextValue = string | number | { key?: string; value?: string };

/** What a dashboard's page shows, as it stands in its address: `?ctx[name]=value`, `duration` and `time` in ms. */
export interface DashboardSearch {
  readonly ctx: Readonly<Record<string, ContextValue>>;
  readonly duration?: number;
  readonly time?: number;
}

/** Windows that are offered, in ms. */
export const durations: readonly (readonly [number, string])[] = [
  [300_000, '5 minutes'],
  [3_600_000, '1 hour'],
  [21_600_000, '6 hours'],
  [86_400_000, '1 day'],
  [604_800_000, '7 days'],
  [2_592_000_000, '30 days'],
];

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
  return {
    ctx,
    ...(duration > 0 && duration <= 31_536_000_000 ? { duration: Math.round(duration) } : {}),
    ...(time > 0 && time < 8.64e15 ? { time: Math.round(time) } : {}),
  };
}
