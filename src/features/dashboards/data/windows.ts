import { type AppError, invalid } from '../../../kernel/errors.ts';
import { type DataPost, longestWindow } from '../data-schemas.ts';
import type { BlockWindow } from './block-question.ts';
import { type Config, readNumber, readObject, readText } from './config.ts';

/** The window of a whole dashboard. */
export interface DashboardWindow {
  readonly time: number;
  readonly isLive: boolean;
  readonly duration: number;
  readonly resolution: number;
}

const dayMs = 86_400_000;
/** What a chosen window shows at least, where no resolution is chosen with it. */
const usualBuckets = 120;

export type Asked = Pick<DataPost, 'time' | 'duration' | 'resolution' | 'windows'>;

/**
 * The window that is asked for. Somebody with whom the dashboard is shared may look at less than it shows, never at more nor
 * at the past, unless the owner has opened some days (dashboards.md, "2. Who may see it, and what sharing opens", 4).
 *
 * @throws AppError Validation
 */
export function chooseWindow(
  dashboard: { readonly duration: number; readonly resolution: number },
  asked: Asked,
  by: { readonly now: number; readonly isShared: boolean; readonly historyDays: number },
): DashboardWindow {
  const isLive = asked.time === undefined || asked.time >= by.now;
  // A full second, so that those who ask within it ask the same.
  const time = isLive ? Math.ceil(by.now / 1000) * 1000 : Math.round(asked.time ?? by.now);
  const duration = Math.round(asked.duration ?? dashboard.duration);
  if (by.isShared) {
    const earliest = by.now - by.historyDays * dayMs;
    if (!isLive && time < earliest) throw refuse('time');
    const longest = Math.max(dashboard.duration, by.historyDays * dayMs - (by.now - Math.min(time, by.now)));
    if (duration > longest) throw refuse('duration');
  }
  const resolution = chooseResolution(asked, { duration, standard: dashboard });
  return { time, isLive, duration, resolution };
}

function chooseResolution(
  { duration: asked, resolution }: Asked,
  { duration, standard }: { duration: number; standard: { duration: number; resolution: number } },
): number {
  if (resolution !== undefined) return Math.min(duration, Math.round(resolution));
  return asked === undefined ? Math.min(duration, standard.resolution) : niceResolution(duration);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

/** A width of buckets that falls on full minutes and hours. */
export function niceResolution(duration: number): number {
  const wanted = duration / usualBuckets;
  return (steps.find((seconds) => seconds * 1000 >= wanted) ?? 2_592_000) * 1000;
}

/** A duration or resolution in ms as a config has it: a number, or the dashboard's own; 0 for none, a year at most. */
export function followWindow(value: unknown, dashboard: unknown, name: 'duration' | 'resolution'): number {
  const isFollowing = /^\s*\{\{\s*dashboard\.(duration|resolution)\s*\}\}\s*$/.test(readText(value));
  const number = readNumber(isFollowing ? readObject(dashboard)[name] : value);
  return Math.min(Math.max(0, number ?? 0), longestWindow);
}

/** Blocks that show what is so now, whenever is looked at (dashboards.md, "4. Time"). */
const presentOnly: ReadonlySet<string> = new Set([
  'input',
  'event-list',
  'device-list',
  'workflow-list',
  'application-list',
  'dashboard-list',
  'iframe',
  'data-table',
  'device-count',
]);

/** Whether a block shows what is so now, whatever window it has. */
export function isOfNow(blockType: string): boolean {
  return presentOnly.has(blockType);
}

/**
 * The window of one block: its own, the dashboard's where it follows that, or what is asked for it.
 *
 * @throws AppError Validation for one that a shared viewer may not have
 */
export function windowOf(
  block: { readonly id: string; readonly blockType: string },
  config: Config,
  dashboard: DashboardWindow,
  asked: Asked,
  by: { readonly now: number; readonly isShared: boolean; readonly historyDays: number },
): BlockWindow {
  const own = {
    duration: followWindow(config.duration, dashboard, 'duration'),
    resolution: followWindow(config.resolution, dashboard, 'resolution'),
  };
  if (isOfNow(block.blockType)) {
    return { ...own, end: Math.ceil(by.now / 1000) * 1000, isLive: true };
  }
  const usual = { ...own, end: dashboard.time, isLive: dashboard.isLive };
  const window = asked.windows?.[block.id];
  if (!window) return usual;
  const end = window.to === undefined ? usual.end : Math.min(window.to, usual.end);
  const duration = window.from === undefined ? (window.duration ?? own.duration) : end - window.from;
  if (!(duration > 0)) throw invalid(`windows.${block.id}`, 'must be a time that is not empty');
  if (by.isShared) {
    const earliest = Math.min(usual.end - own.duration, by.now - by.historyDays * dayMs);
    if (end - duration < earliest) throw refuse(`windows.${block.id}`);
  }
  const resolution = Math.min(duration, window.resolution ?? niceResolution(duration));
  return { end, duration, resolution, isLive: usual.isLive && end === usual.end };
}

function refuse(field: string): AppError {
  return invalid(field, 'reaches further than the dashboard is shared');
}
