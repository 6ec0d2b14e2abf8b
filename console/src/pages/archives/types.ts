import type { Answer } from '../../api/shapes.ts';

export type ArchiveConfig = NonNullable<Answer<'GET', '/applications/{applicationId}'>['archiveConfig']>;
export type ArchiveJob = Answer<'GET', '/applications/{applicationId}/archiveJobs/{archiveJobId}'>;
export type JobState = ArchiveJob['state'];
export type TestResult = Answer<'POST', '/applications/{applicationId}/archiveTest'>;
