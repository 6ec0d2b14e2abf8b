import type { BundleOptions } from '../../platform/bundles/bundle-kind.ts';
import type { BundleHosts } from '../../platform/bundles/placeholders.ts';
import type { ExportKind } from '../exports/index.ts';
import type { BundleExporter } from './exporter.ts';

/** As `kind` of an export says it. */
export const bundleExportKind = 'application';

/** Bundles as files of exports: written in the background, fetched by a link, kept for a day. */
export function defineBundleExport(exporter: BundleExporter, hostsOf: (baseUrl: string) => BundleHosts): ExportKind {
  return {
    kind: bundleExportKind,
    actions: ['application.export'],
    file: {
      extension: 'zip',
      contentType: 'application/zip',
      bytes: (row, signal) =>
        exporter.write(
          { applicationRowId: row.application_row_id, applicationId: row.application_id },
          { options: row.request as unknown as BundleOptions, hosts: hostsOf(row.base_url), signal },
        ),
    },
  };
}
