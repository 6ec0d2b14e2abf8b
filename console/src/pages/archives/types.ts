import type { Answer } from '../../api/shapes.ts';

/** As the forms fill it in: each target's fields as text. */
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

export type ArchiveJob = Answer<'GET', '/applications/{applicationId}/archiveJobs/{archiveJobId}'>;
export type JobState = ArchiveJob['state'];
export type TestResult = Answer<'POST', '/applications/{applicationId}/archiveTest'>;
