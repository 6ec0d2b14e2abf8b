import type { Answer } from '../../api/shapes.ts';

export type DashboardData = Answer<'POST', '/dashboards/{dashboardId}/data'>;

/** Why there is nothing to show. */
export interface Missing {
  readonly reason: 'noDevice' | 'noAttribute' | 'noData';
  readonly attribute?: string;
  readonly device?: string;
  readonly last?: string;
}

/** What a block shows, as the server has worked it out; which fields there are depends on its type. */
export interface ShownBlock {
  readonly status: 'ok' | 'unchanged' | 'empty' | 'error' | 'unsupported';
  readonly etag?: string;
  readonly error?: string;
  readonly truncated?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Data of a gauge (dashboards.md, "15. What the data of a block holds (ours)"). `percent` is the place of the value
 * between `min` and `max`, below 0 or above 100 outside of them; without both there is none.
 */
export interface GaugeData {
  readonly gaugeType: string;
  readonly value?: string | number | boolean;
  readonly time?: string;
  readonly label: string;
  readonly color?: string;
  readonly min?: number;
  readonly max?: number;
  readonly percent?: number;
  readonly asPercentage: boolean;
  readonly precision: number;
  readonly precisionType: 'significant' | 'floating';
  readonly unit?: string;
  readonly missing?: Missing;
}

/**
 * Data of an indicator or device-count: the label (Markdown) and colour of the first condition that holds, or else the
 * default ones.
 */
export interface IndicatorData {
  readonly label: string;
  readonly color?: string;
  readonly time?: string;
  readonly missing?: Missing;
}

/**
 * One line of a graph: `values` at `times`, oldest first, null for a bucket without a value. Weights are in px, 0 to 5;
 * `axis.key` names the axis that lines share.
 */
export interface GraphSeries {
  readonly label: string;
  readonly color?: string;
  readonly graphType: 'line' | 'area' | 'bar';
  readonly lineType: 'linear' | 'monotone' | 'step' | 'stepBefore' | 'stepAfter';
  readonly lineWeight: number;
  readonly dotWeight?: number;
  readonly detectDataGaps?: boolean;
  readonly axis: {
    readonly key: string;
    readonly label: string;
    readonly min?: number;
    readonly max?: number;
    readonly position?: 'left' | 'right' | 'hidden';
    readonly format?: string;
    readonly scale?: 'linear' | 'log' | 'sqrt';
    readonly stacked?: boolean;
  };
  /** Epoch ms. */
  readonly times: readonly number[];
  readonly values: readonly (string | number | boolean | null)[];
  readonly missing?: Missing;
}

/**
 * Data of a graph. `resolution` is the width of its buckets in ms, 0 in real time, for points as they were reported;
 * `isWidened`: wider than asked for; `isThinned`: raw points that a line of this width does not need are left out;
 * `mayChoose`: the viewer may choose another time.
 */
export interface GraphData {
  readonly start: string;
  readonly end: string;
  readonly resolution: number;
  readonly isWidened?: boolean;
  readonly hideLegend: boolean;
  readonly isThinned?: boolean;
  readonly mayChoose?: boolean;
  readonly series: readonly GraphSeries[];
  readonly decorators?: readonly {
    readonly type: 'line' | 'area';
    /** The key of the axis. */
    readonly axis?: string;
    readonly y1: number;
    readonly y2?: number;
    readonly label?: string;
    readonly color?: string;
    readonly lineStyle?: string;
    readonly lineWeight?: number;
  }[];
}

/**
 * A cell of any table: `text` is Markdown, `raw` the value that rows are sorted by, `type` what the column shows, as
 * `level` or `creationDate`.
 */
export interface TableCell {
  readonly text: string;
  readonly raw?: unknown;
  readonly type?: string;
  /** `raw` is a moment that no template of the block writes. */
  readonly isTime?: boolean;
}

/**
 * Data of a device-state-table or data-table: rows in the order that the block is set to, a cell for each column.
 * `totalCount`, of data-tables alone, counts rows that are not sent, too.
 */
export interface TableData {
  readonly columns: readonly { readonly header: string }[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly sort?: { readonly index: number; readonly direction: 'asc' | 'desc' };
  readonly totalCount?: number;
  readonly missing?: Missing;
}

/**
 * Data of an event-list, at most 100 rows; `totalCount` counts all that match. `mayUpdate` is what the block allows;
 * the dashboard says whether this viewer may.
 */
export interface EventListData {
  readonly columns: readonly { readonly header: string }[];
  readonly rows: readonly {
    /** Left out for those who may not know it. */
    readonly eventId?: string;
    readonly level: string;
    readonly state: string;
    readonly cells: readonly TableCell[];
  }[];
  readonly totalCount?: number;
  readonly mayUpdate?: boolean;
}

/**
 * Data of a device-list, at most 100 rows; `link` is the address of each, where the block is set to have links of its
 * own.
 */
export interface DeviceListData {
  readonly columns: readonly { readonly header: string }[];
  readonly rows: readonly {
    readonly deviceId?: string;
    readonly link?: string;
    readonly cells: readonly TableCell[];
  }[];
}

/** One slice of a pie, or one bar: `value` is a number without a format. */
export interface Slice {
  readonly label: string;
  readonly color?: string;
  readonly value?: number;
  /** The value, and its share, in the formats that were chosen. */
  readonly text?: string;
  readonly percentText?: string;
  readonly missing?: Missing;
}
