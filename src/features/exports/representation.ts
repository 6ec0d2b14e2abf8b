import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { DeliveredExportRow, ExportRow } from './store.ts';

/** Whatever kind of file it is: the name is for this server alone. */
export function objectKey(exportId: string): string {
  return `${exportId}.csv`;
}

/** Where a finished export is fetched; undefined for others. */
export function linkOf(row: ExportRow, secrets: SecretBox): string | undefined {
  if (row.state !== 'done' || row.sealed_token === null) return undefined;
  return `${row.base_url}/exports/${secrets.open(row.sealed_token)}`;
}

/** An export as the API returns it. */
export function toExport(row: DeliveredExportRow, applicationId: string, secrets: SecretBox) {
  const url = linkOf(row, secrets);
  return {
    id: row.id,
    jobId: row.id,
    applicationId,
    kind: row.kind,
    // What another feature prepares is under way from the start.
    state: row.is_prepared || row.state !== 'pending' ? row.state : ('running' as const),
    rows: row.rows,
    bytes: row.bytes,
    // What another attempt may mend is no error of the export yet.
    ...(row.state === 'failed' && row.error !== null ? { error: row.error } : {}),
    ...(row.delivery === 'delivered' || row.delivery === 'failed' ? { delivery: row.delivery } : {}),
    ...(row.delivery_error === null ? {} : { deliveryError: row.delivery_error }),
    ...(url === undefined ? {} : { url }),
    creationDate: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedDate: row.finished_at.toISOString() }),
    ...(row.expires_at === null ? {} : { expirationDate: row.expires_at.toISOString() }),
    _type: 'export' as const,
    _links: { self: { href: `/applications/${applicationId}/exports/${row.id}` } },
  };
}
