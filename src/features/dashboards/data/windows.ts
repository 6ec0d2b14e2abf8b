import { type AppError, invalid } from '../../../kernel/errors.ts';
import { type DataPost, longestWindow } from '../data-schemas.ts';
import type { Block } from '../schemas.ts';
import type { BlockQuestion, BlockWindow } from './block-question.ts';
import { type Config, readList, readNumber, readObject, readText } from './config.ts';

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

export type Asked = Pick<DataPost, 'time' | 'duration' | 'resolution' | 'windows' | 'sameWindow'>;

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
    // Blocks may have been made to reach less far back than the dashboard does.
    if (asked.sameWindow === true) throw refuse('sameWindow');
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
  const number = readNumber(isFollowing(value) ? readObject(dashboard)[name] : value);
  return Math.min(Math.max(0, number ?? 0), longestWindow);
}

function isFollowing(value: unknown): boolean {
  return /^\s*\{\{\s*dashboard\.(duration|resolution)\s*\}\}\s*$/.test(readText(value));
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

/** Blocks that are about a length of time even where they say none. */
const alwaysOver: ReadonlySet<string> = new Set(['graph']);
/** Blocks whose sources have windows of their own, and what of the sources has none. */
const bySources: ReadonlySet<string> = new Set(['custom-chart', 'custom-html', 'image-overlay']);
const timeless: ReadonlySet<unknown> = new Set(['data-table', 'device-info', 'events']);

/**
 * How many blocks show the dashboard's window, and how many a time of their own, as they are stored: who looks is told so where choosing a window
 * would change nothing. A chart of several sources may be both; what was last received is neither.
 */
export function countWindows(blocks: readonly Pick<Block, 'blockType' | 'config'>[]): {
  following: number;
  own: number;
} {
  const all = blocks.filter(({ blockType }) => !isOfNow(blockType)).map((block) => durationsOf(block));
  const isOwn = (value: unknown) => !isFollowing(value) && (readNumber(value) ?? 0) > 0;
  return {
    following: all.filter((durations) => durations.some(isFollowing)).length,
    own: all.filter((durations) => durations.some(isOwn)).length,
  };
}

function durationsOf({ blockType, config }: Pick<Block, 'blockType' | 'config'>): unknown[] {
  const own = readObject(config);
  if (!bySources.has(blockType)) return [own.duration || (alwaysOver.has(blockType) ? standardMs : 0)];
  return readList(own.segments, 100)
    .map(readObject)
    .filter(({ queryType }) => !timeless.has(queryType))
    .map(({ duration, queryType }) => duration || (isSeries(blockType, queryType) ? standardMs : 0));
}

function isSeries(blockType: string, queryType: unknown): boolean {
  return blockType !== 'image-overlay' && queryType !== 'gauge';
}

/** How far a graph or a series reaches back that does not say so. */
export const standardMs = 3_600_000;

/** The window of a source of a block: its own or the dashboard's, or that of all blocks; of one that says none `duration` is 0. */
export function windowOfSource(
  segment: Config,
  { window, common }: Pick<BlockQuestion, 'window' | 'common'>,
  standard = 0,
): { duration: number; resolution: number } {
  const duration = followWindow(segment.duration, common.dashboard, 'duration') || standard;
  const resolution = followWindow(segment.resolution, common.dashboard, 'resolution');
  if (window.isSame !== true || duration === 0) return { duration, resolution };
  return sameWindow({ resolution }, readObject(common.dashboard));
}

/** That of the dashboard, for what has one of its own; what is shown as it was reported still is. */
function sameWindow(
  { resolution }: { resolution: number },
  dashboard: Config,
): { duration: number; resolution: number } {
  const of = (name: string) => readNumber(dashboard[name]) ?? 0;
  return { duration: of('duration'), resolution: resolution === 0 ? 0 : of('resolution') };
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
  const isOver = own.duration > 0 || alwaysOver.has(block.blockType);
  const usual = {
    ...(asked.sameWindow === true && isOver ? sameWindow(own, { ...dashboard }) : own),
    ...(asked.sameWindow === true ? { isSame: true } : {}),
    end: dashboard.time,
    isLive: dashboard.isLive,
  };
  const window = asked.windows?.[block.id];
  if (!window) return usual;
  const end = window.to === undefined ? usual.end : Math.min(window.to, usual.end);
  const duration = window.from === undefined ? (window.duration ?? usual.duration) : end - window.from;
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
