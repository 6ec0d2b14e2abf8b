import type { ApplicationLog } from '../application-log/index.ts';
import { toPath } from './paths.ts';
import type { FileRow } from './store.ts';

/** What happens to files, as lines of the application log. */
export class FileLines {
  readonly #log: ApplicationLog;

  constructor(options: { applicationLog: ApplicationLog }) {
    this.#log = options.applicationLog;
  }

  uploaded(applicationId: string, row: FileRow): void {
    this.#log.write(applicationId, () => ({
      level: 'info',
      type: 'file',
      message: `The file ${pathOf(row)} was uploaded: ${row.size} bytes.`,
      details: { ...detailsOf(row), contentType: row.content_type, s3etag: row.md5 },
    }));
  }

  uploadRefused(applicationId: string, { fileId, reason }: { fileId: string; reason: string }): void {
    this.#log.write(applicationId, () => ({
      level: 'warn',
      type: 'file',
      message: `The upload of a file failed: ${reason}`,
      details: { fileId },
    }));
  }

  moved(applicationId: string, row: FileRow, from: string): void {
    this.#log.write(applicationId, () => ({
      level: 'info',
      type: 'file',
      message: `The ${row.type} ${from} was moved to ${pathOf(row)}.`,
      details: { ...detailsOf(row), from },
    }));
  }

  deleted(applicationId: string, row: FileRow, count: number): void {
    const more = count > 1 ? ` with everything in it, ${count - 1} files and directories` : '';
    this.#log.write(applicationId, () => ({
      level: 'info',
      type: 'file',
      message: `The ${row.type} ${pathOf(row)} was deleted${more}.`,
      details: detailsOf(row),
    }));
  }
}

function pathOf(row: FileRow): string {
  return toPath({ parentDirectory: row.parent_directory, name: row.name });
}

function detailsOf(row: FileRow) {
  return { fileId: row.id, path: pathOf(row), fileSize: row.size };
}
