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

export interface InputData {
  readonly mode?: 'locked' | 'unlocked';
  readonly controls: readonly Control[];
  /** For whoever looks at a shared dashboard. */
  readonly isDead?: boolean;
}

export interface CustomChartData {
  readonly language?: 'vega' | 'vega-lite';
  readonly version?: number;
  readonly specification?: string;
  readonly datasets?: Readonly<Record<string, readonly unknown[]>>;
  readonly problem?: string;
}

export interface CustomHtmlData {
  readonly head?: string;
  readonly body?: string;
  readonly queries?: Readonly<Record<string, unknown>>;
  readonly context?: unknown;
  readonly dashboard?: unknown;
  readonly block?: unknown;
  readonly isBlocked?: boolean;
}

export interface IframeData {
  readonly url?: string;
  readonly isBlocked?: boolean;
  readonly host?: string;
  /** The setting that would allow the host. */
  readonly setting?: string;
}

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
