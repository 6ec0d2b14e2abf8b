import { Readable } from 'node:stream';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  dataExport,
  deviceExportBody,
  deviceExportQuery,
  devicesExportPost,
  devicesExportQuery,
  exportAnswer,
  exportStarted,
  exportsAnswer,
  exportsQuery,
} from './schemas.ts';
import type { ExportService } from './service.ts';

/** Exports as CSV: asked for, looked after, and fetched by a link that is its own credential. */
export function registerExportRoutes(
  router: ActionRouter,
  { exports, links }: { exports: ExportService; links: LinkBase },
): void {
  router.handle('device.export', {
    summary: 'Export what a device has reported as CSV; the link is mailed, posted, or polled for.',
    query: deviceExportQuery,
    body: deviceExportBody,
    answer: exportStarted,
    handle: async (call) =>
      exports.exportDevice(call.application, call.principal, call.parameters.deviceId, call.query, {
        baseUrl: links.of(call.request),
      }),
  });

  router.handle('data.export', {
    summary: 'Export what many devices have reported as one CSV.',
    body: dataExport,
    answer: exportStarted,
    handle: async (call) =>
      exports.exportData(call.application, call.principal, call.body, {
        baseUrl: links.of(call.request),
      }),
  });

  router.handle('devices.export', {
    summary: 'Export a list of devices as CSV: what they are, not what they report.',
    query: devicesExportQuery,
    body: devicesExportPost,
    answer: exportStarted,
    handle: async (call) =>
      exports.exportDevices(
        call.application,
        call.principal,
        { ...call.query, ...call.body },
        { baseUrl: links.of(call.request) },
      ),
  });

  router.handle('exports.get', {
    summary: 'The exports of the application that are kept: for a day, and a failed one as long.',
    query: exportsQuery,
    answer: exportsAnswer,
    handle: async (call) => exports.list(call.application, call.principal, call.query),
  });

  router.handle('export.delete', {
    summary: 'Take an export back: its link no longer works, and its file is removed.',
    answer: successAnswer,
    handle: async (call) => exports.delete(call.application, call.principal, call.parameters.exportId, call.change),
  });

  router.handle('export.get', {
    summary: 'How far an export is, and where its file can be fetched.',
    answer: exportAnswer,
    handle: async (call) => exports.get(call.application, call.principal, call.parameters.exportId),
  });

  router.handle('export.download', {
    summary: 'The file of an export, for whoever holds its link.',
    raw: 'text/csv',
    handle: async ({ parameters, reply }) => {
      const file = await exports.open(parameters.exportToken);
      return reply
        .headers({
          'content-type': file.contentType,
          'content-length': file.bytes,
          'content-disposition': `attachment; filename="${file.name}"`,
        })
        .send(Readable.from(file.body));
    },
  });
}
