/** What the blocks of controls, charts and lists show (dashboards.md, "15. What the data of a block holds (ours)"). */
export interface Control {
  readonly id: string;
  readonly type: 'range' | 'toggle' | 'text' | 'select' | 'help' | 'button';
  readonly label?: string;
  readonly color?: string;
  readonly grid?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly value?: string | number | boolean;
  readonly includeLabel?: boolean;
  readonly options?: readonly { readonly value: string; readonly label?: string }[];
  readonly text?: string;
  readonly action?: 'command' | 'workflow';
  /** What is asked before it is pressed. */
  readonly confirm?: string;
  readonly deviceCount?: number;
  /** Whether the value is the device's. */
  readonly isLive?: boolean;
  readonly time?: string;
  /** Why the value is not the device's. */
  readonly problem?: string;
}

/**
 * Data of an input block. `mode` is how it starts: locked controls follow the device and cannot be used, unlocked ones
 * hold still.
 */
export interface InputData {
  readonly mode?: 'locked' | 'unlocked';
  readonly controls: readonly Control[];
  /** For whoever looks at a shared dashboard. */
  readonly isDead?: boolean;
}

/**
 * Data of a custom-chart: `specification` is JSON text with its templates filled in, `datasets` are rows by the id of
 * their segment, `problem` is why it cannot be drawn.
 */
export interface CustomChartData {
  readonly language?: 'vega' | 'vega-lite';
  readonly version?: number;
  readonly specification?: string;
  readonly datasets?: Readonly<Record<string, readonly unknown[]>>;
  readonly problem?: string;
}

/**
 * Data of custom-html: HTML for the sandboxed frame only, and what the frame is given. Shared viewers get `isBlocked`
 * and nothing else unless the block allows it.
 */
export interface CustomHtmlData {
  readonly head?: string;
  readonly body?: string;
  readonly queries?: Readonly<Record<string, unknown>>;
  readonly context?: unknown;
  readonly dashboard?: unknown;
  readonly block?: unknown;
  readonly isBlocked?: boolean;
}

/** Data of an iframe: its address, or with `isBlocked` the host that the installation does not allow in frames. */
export interface IframeData {
  readonly url?: string;
  readonly isBlocked?: boolean;
  readonly host?: string;
  /** The setting that would allow the host. */
  readonly setting?: string;
}

/**
 * Data of a device-log: of each device its last connections, newest first, and when it was connected. Times are ISO
 * 8601; who and where is left out for shared viewers.
 */
export interface DeviceLogData {
  readonly includeDeviceInfo?: boolean;
  readonly devices: readonly {
    readonly deviceId?: string;
    readonly name?: string;
    readonly connected?: boolean;
    readonly entries: readonly {
      readonly time: string;
      readonly kind: 'connect' | 'disconnect' | 'message';
      readonly reason?: string;
      readonly address?: string;
      readonly messagesFromDevice?: number;
      readonly messagesToDevice?: number;
    }[];
    readonly upTime?: readonly { readonly from: string; readonly to: string; readonly connected: boolean }[];
  }[];
}

/**
 * Data of a workflow-list; `runs` and `errors` are those of the last 24 hours, `totalCount` counts the workflows that
 * are not sent, too.
 */
export interface WorkflowListData {
  readonly rows: readonly {
    readonly flowId?: string;
    readonly name: string;
    readonly class?: string;
    readonly enabled: boolean;
    readonly runs: number;
    readonly errors: number;
  }[];
  readonly totalCount: number;
}

/** Data of an application-list or dashboard-list: what the viewer may see, not what the owner of the dashboard may. */
export interface OwnListData {
  readonly rows?: readonly {
    readonly applicationId?: string;
    readonly dashboardId?: string;
    readonly name: string;
    readonly description?: string;
    readonly lastUpdated?: string;
    readonly applicationName?: string;
    readonly deviceCount?: number;
  }[];
  readonly totalCount?: number;
  /** For whoever looks at a shared dashboard: it would show what is theirs. */
  readonly isViewersOwn?: boolean;
}
