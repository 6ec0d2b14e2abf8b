import { AppError, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { updateResource } from '../../platform/resources/changes.ts';
import type { FileContents } from './contents.ts';
import { defaultMediaType, readMediaType } from './media-type.ts';
import { readDirectory, readName } from './paths.ts';
import type { Author } from './representation.ts';
import { fileResource } from './resource.ts';
import { type FileRow, findAt, lockTree } from './store.ts';
import { addFile } from './tree.ts';
import type { Uploads } from './uploads.ts';

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** Files by their paths, for what the server itself reads and writes: workflows, imports, exports. */
export class FileAccess {
  readonly #database: Database;
  readonly #contents: FileContents;
  readonly #uploads: Uploads;
  readonly #now: () => number;

  constructor(options: { database: Database; contents: FileContents; uploads: Uploads; now: () => number }) {
    this.#database = options.database;
    this.#contents = options.contents;
    this.#uploads = options.uploads;
    this.#now = options.now;
  }

  /**
   * A file with its content, which is to be read to its end or returned.
   *
   * @param path with or without a slash before it
   * @throws AppError NotFound for what is no file, or has no content yet; Validation for what can be no path
   */
  async read(application: Application, path: string): Promise<{ row: FileRow; body: AsyncIterable<Uint8Array> }> {
    const row = await findAt(this.#database.kysely, application.applicationRowId, splitPath(path));
    if (row?.type !== 'file' || row.status !== 'completed') throw notFound('File');
    return { row, body: await this.#contents.read(row.file_row_id) };
  }

  /**
   * Writes a file whole: it is there with all of its content, or not at all. Directories on the way are made.
   *
   * @param options.overwrite whether a file that is there gets the new content; else that is a Conflict
   * @throws AppError Conflict, Validation, TooLarge, Unavailable
   */
  async write(
    application: Application,
    path: string,
    body: AsyncIterable<Uint8Array>,
    options: { contentType?: string | undefined; overwrite: boolean; author?: Author | undefined },
  ): Promise<FileRow> {
    const { overwrite, author } = options;
    const place = splitPath(path);
    const contentType = readMediaType(options.contentType ?? defaultMediaType);
    const refuse = (found: FileRow | undefined): void => {
      if (found && (found.type === 'directory' || !overwrite)) {
        throw new AppError('Conflict', `fileName is taken: there is a ${found.type} ${path}`);
      }
    };
    const found = await findAt(this.#database.kysely, application.applicationRowId, place);
    refuse(found);
    const id = found?.id ?? newId();
    const content = await this.#contents.write(body, { fileId: id, size: null, contentType });
    try {
      return await inTransaction(this.#database, async (tx) => {
        await lockTree(tx, application.applicationRowId);
        const present = await findAt(tx, application.applicationRowId, place);
        refuse(present);
        const made = {
          ...place,
          id,
          type: 'file' as const,
          contentType,
          size: content.bytes,
          dimensions: undefined,
          author,
        };
        const row = present ?? (await addFile(tx, application, made, { now: new Date(this.#now()) }));
        const announced = { contentType, size: null, dimensions: undefined };
        const { applicationId } = application;
        const written = await this.#uploads.complete(tx, {
          fileRowId: row.file_row_id,
          applicationId,
          content,
          announced,
          origin: author && { relay: author },
        });
        await updateResource(tx, fileResource, written);
        return written;
      });
    } catch (error) {
      await this.#contents.discard(content).catch(() => undefined);
      throw error;
    }
  }
}

function splitPath(path: string) {
  const steps = path.split('/').filter((step) => step !== '');
  const name = readName(steps.pop() ?? '', 'path');
  return { parentDirectory: readDirectory(steps.join('/'), 'path'), name };
}
