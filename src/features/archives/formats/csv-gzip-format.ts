import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { archiveCsv } from '../csv.ts';
import { readCsv } from './csv-format.ts';
import type { ArchiveFormat } from './format.ts';
import { gzip } from './gzip.ts';

/** The same CSV, compressed. */
export const csvGzipFormat: ArchiveFormat = {
  extension: 'csv.gz',
  contentType: 'application/gzip',
  write: (device, attributes, rows) => gzip(archiveCsv({ deviceId: device.id, attributes, rows })),
  read(path, device, attributes) {
    const gunzip = createGunzip();
    // A failure of the file or of its compression comes out of `gunzip`.
    pipeline(createReadStream(path), gunzip, () => {});
    return readCsv(gunzip, device, attributes);
  },
};
