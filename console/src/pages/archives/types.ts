/** What the API answers about archives; docs/openapi.json describes it in full. */
export interface ArchiveConfig {
  readonly directory?: string;
  readonly mode?: 'all' | 'whitelist' | 'blacklist';
  readonly deviceIds?: readonly string[];
  readonly deviceTags?: readonly { readonly key?: string; readonly value?: string }[];
  readonly format?: 'csv' | 'csv.gz' | 'parquet';
  readonly s3?: Readonly<Record<string, string>>;
  readonly gcs?: Readonly<Record<string, string>>;
  readonly azure?: Readonly<Record<string, string>>;
  readonly local?: Readonly<Record<string, string>>;
}

export type JobState = 'pending' | 'exporting' | 'uploaded' | 'verified' | 'failed' | 'cancelled';

export interface ArchiveJob {
  readonly id: string;
  /** The start of the UTC day. */
  readonly day: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly error?: string;
  readonly devicesDone: number;
  readonly devicesTotal: number;
  readonly objects: number;
  readonly rows: number;
  readonly bytes: number;
  readonly nextAttemptAt?: string;
  readonly lastUpdated: string;
}

export interface TestResult {
  readonly success: boolean;
  readonly message: string;
  readonly steps: readonly {
    readonly step: 'write' | 'read' | 'remove';
    readonly success: boolean;
    readonly message: string;
  }[];
}
