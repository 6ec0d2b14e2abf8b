import type { Block, DashboardPatch } from './schemas.ts';

/** Who has done something by a dashboard, as it is told later. */
export interface StoredPresser {
  readonly type: string;
  readonly id: string;
  readonly name?: string;
}

/** What became of a press. */
export interface StoredPressResult {
  readonly kind: 'command' | 'workflow';
  readonly count: number;
  readonly results: readonly {
    readonly deviceId: string;
    readonly name: string;
    readonly status: 'sent' | 'queued' | 'refused';
    readonly message?: string;
  }[];
}

/** What a save has made of a dashboard, as a PATCH could make it again; with whom it is shared is not part of it. */
export type VersionDocument = Required<
  Pick<
    DashboardPatch,
    | 'description'
    | 'refreshRate'
    | 'defaultTheme'
    | 'duration'
    | 'resolution'
    | 'contextConfiguration'
    | 'reportConfigs'
  >
> & {
  readonly name: string;
  readonly blocks: Block[];
  readonly signalbox: Readonly<Record<string, unknown>> | null;
};
