import type { JobRow } from './job-store.ts';

/** An archive job as the API returns it. */
export function toArchiveJob(row: JobRow, applicationId: string) {
  const { not_before: notBefore } = row;
  const waitsForTarget = row.state === 'pending' && notBefore !== null;
  const nextAttempt = waitsForTarget ? notBefore : row.next_attempt_at;
  return {
    id: row.id,
    archiveJobId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    day: new Date(row.day).toISOString(),
    state: row.state,
    attempts: row.attempts,
    ...(row.error === null ? {} : { error: row.error }),
    devicesDone: row.devices_done,
    devicesTotal: row.devices_total,
    objects: row.objects,
    rows: row.rows,
    bytes: row.bytes,
    ...(nextAttempt === null ? {} : { nextAttemptAt: nextAttempt.toISOString() }),
    _type: 'archiveJob' as const,
    _links: { self: { href: `/applications/${applicationId}/archiveJobs/${row.id}` } },
  };
}
