import type { ImportRow } from './import-store.ts';

/** An import as the API shows it. */
export function toImport(row: ImportRow, ids: { applicationId: string; dataTableId: string }) {
  const { applicationId, dataTableId } = ids;
  return {
    id: row.id,
    jobId: row.id,
    applicationId,
    dataTableId,
    state: row.state as 'pending' | 'running' | 'done' | 'failed',
    bytes: row.bytes,
    rows: row.records,
    count: row.inserted,
    errorCount: row.refused,
    errors: row.problems,
    // What another attempt may mend is no error of the import yet.
    ...(row.state === 'failed' && row.error !== null ? { error: row.error } : {}),
    creationDate: row.created_at.toISOString(),
    ...(row.finished_at ? { finishedDate: row.finished_at.toISOString() } : {}),
    _type: 'dataTableImport' as const,
    _links: { self: { href: `/applications/${applicationId}/data-tables/${dataTableId}/imports/${row.id}` } },
  };
}
