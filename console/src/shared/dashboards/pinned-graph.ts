import { colorOf } from '../../charts/colors.ts';

/** A plot of the console, as far as a graph of a dashboard shows the same. */
export interface PinnedPlot {
  readonly title: string;
  readonly lines: readonly {
    readonly attribute: string;
    readonly label: string;
    readonly deviceIds: readonly string[];
    readonly deviceTags?: readonly { readonly key?: string; readonly value?: string }[];
  }[];
  /** Of the query API: `MEAN`, `NONE` and so on. */
  readonly aggregation: string;
  /** How far back it reaches, in ms. */
  readonly duration: number;
  /** Of a bucket, in ms; 0: every report. */
  readonly resolution: number;
}

/** More lines than this are not told apart (charts/colors.ts). */
const mostLines = 32;

/** The graph block, without its place. */
export function makePinnedGraph(plot: PinnedPlot, applicationId: string) {
  const { title, lines, aggregation, duration, resolution } = plot;
  // A graph of every report keeps the peaks of those that it has no room for.
  const isRaw = aggregation === 'NONE' || aggregation === 'MINMAX';
  return {
    blockType: 'graph' as const,
    title: title.slice(0, 255),
    applicationId,
    config: {
      duration,
      resolution: resolution || Math.max(1_000, Math.ceil(duration / 300)),
      realTime: isRaw,
      segments: lines.slice(0, mostLines).map(({ attribute, label, deviceIds, deviceTags = [] }, index) => ({
        attribute,
        label,
        deviceIds,
        deviceTags,
        aggregation: isRaw ? 'LAST' : aggregation,
        color: colorOf(index),
        graphType: 'line',
        lineType: 'linear',
        lineWeight: 2,
      })),
    },
  };
}
