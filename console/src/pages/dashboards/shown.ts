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

export interface IndicatorData {
  readonly label: string;
  readonly color?: string;
  readonly time?: string;
  readonly missing?: Missing;
}

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

export interface TableCell {
  readonly text: string;
  readonly raw?: unknown;
  readonly type?: string;
}

export interface TableData {
  readonly columns: readonly { readonly header: string }[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly sort?: { readonly index: number; readonly direction: 'asc' | 'desc' };
  readonly totalCount?: number;
  readonly missing?: Missing;
}

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

export interface DeviceListData {
  readonly columns: readonly { readonly header: string }[];
  readonly rows: readonly {
    readonly deviceId?: string;
    readonly link?: string;
    readonly cells: readonly TableCell[];
  }[];
}

export interface Slice {
  readonly label: string;
  readonly color?: string;
  readonly value?: number;
  /** The value, and its share, in the formats that were chosen. */
  readonly text?: string;
  readonly percentText?: string;
  readonly missing?: Missing;
}
