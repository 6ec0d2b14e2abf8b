import type { ImportRow } from './import-store.ts';

/** An import as the API shows it. */
export function toApplicationImport(row: ImportRow, applicationId: string) {
  return {
    id: row.id,
    jobId: row.id,
    applicationId,
    state: row.state as Exclude<ImportRow['state'], 'receiving'>,
    imported: row.counts,
    contents: row.contents,
    contentsDone: row.done,
    validationErrors: row.problems,
    validationErrorCount: row.problem_count,
    // What another attempt may mend is no error yet.
    ...(row.state === 'failed' && row.error !== null ? { error: row.error } : {}),
    creationDate: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedDate: row.finished_at.toISOString() }),
    _type: 'applicationImport' as const,
    _links: { self: { href: `/applications/${applicationId}/imports/${row.id}` } },
  };
}
