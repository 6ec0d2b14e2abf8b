import { request } from '../../api/client.ts';
import { timePreferences } from '../../shared/time-preferences.ts';
import { sizesOf } from './grid.ts';
import { blocksOf, type Dashboard } from './queries.ts';
import type { DashboardSearch } from './search.ts';

/** How the blocks that draw themselves are to look: their pixels by id, and the colours. */
export interface Looks {
  readonly sizes: NonNullable<ReturnType<typeof sizesOf>>;
  readonly theme: 'light' | 'dark';
}

/** Of a page that is opened in this window; undefined for a dashboard without such blocks, whose answer is the same in every one. */
export function looksOf(dashboard: Pick<Dashboard, 'blocks'>, theme: Looks['theme']): Looks | undefined {
  const sizes = sizesOf(blocksOf(dashboard), window.innerWidth);
  return sizes && { sizes, theme };
}

/** What of the address what the blocks show depends on. */
export interface AskedView extends Pick<DashboardSearch, 'ctx'> {
  readonly duration?: number | undefined;
  readonly time?: number | undefined;
  readonly sameWindow?: boolean | undefined;
}

/** The body of the question about what the blocks of a dashboard show, the same whoever of the console puts it. */
export function questionOf({ ctx, duration, time, sameWindow }: AskedView, looks: Looks | undefined) {
  return {
    ctx,
    timezone: timePreferences.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...looks,
    ...(duration === undefined ? {} : { duration }),
    ...(time === undefined ? {} : { time }),
    ...(sameWindow ? { sameWindow } : {}),
  };
}

/** What tells the answer to a question from another: the question, and as of which save of the dashboard it was put. */
export function nameQuestion(body: object, { lastUpdated }: Pick<Dashboard, 'lastUpdated'>): string {
  return JSON.stringify([body, lastUpdated]);
}

/** What the blocks of a dashboard show. */
export function askData(dashboardId: string, body: ReturnType<typeof questionOf>) {
  return request('POST', '/dashboards/{dashboardId}/data', { path: { dashboardId }, body });
}
