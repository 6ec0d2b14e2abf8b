import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import { type Origin, originOf } from '../../kernel/relay.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { tooLarge } from './contents.ts';
import type { FileChanges } from './file-changes.ts';
import type { FileLines } from './file-lines.ts';
import { sendRemoval, sendSweep, sendTellSearch } from './jobs.ts';
import { defaultMediaType, readMediaType } from './media-type.ts';
import { listDirectories, readDirectory, readName, toPath } from './paths.ts';
import { authorOf, toFile } from './representation.ts';
import { fileResource } from './resource.ts';
import type { FilePost, FilesQuery, MoveQuery } from './schemas.ts';
import { type FileRow, filterColumns, findAt, findFile, listFiles, sortColumns } from './store.ts';
import { addFile, moveFile, removeFile, thinOut } from './tree.ts';
import type { Uploads } from './uploads.ts';

type ApplicationId = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** Files and directories of applications (resources.md, "Files"). `filesUrl` is always the public base of files. */
export class FileService {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #uploads: Uploads;
  readonly #lines: FileLines;
  readonly #changes: FileChanges;
  readonly #maxBytes: number;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    jobs: Jobs;
    uploads: Uploads;
    lines: FileLines;
    changes: FileChanges;
    maxBytes: number;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#jobs = options.jobs;
    this.#uploads = options.uploads;
    this.#lines = options.lines;
    this.#changes = options.changes;
    this.#maxBytes = options.maxBytes;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: FilesQuery, filesUrl: string) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'lastUpdated',
    });
    const db = this.#database.kysely;
    const directory = query.directory ? readDirectory(query.directory, 'directory') : undefined;
    const { rows, totalCount } = await listFiles(db, applicationRowId, page, {
      type: readChoice('type', query.type, ['file', 'directory']),
      status: readChoice('status', query.status, ['pending', 'completed']),
      ...(directory === undefined ? {} : { directory }),
    });
    return {
      ...pageAnswer(
        rows.map((row) => toFile(row, { applicationId, filesUrl })),
        totalCount,
        page,
      ),
      applicationId,
      ...(directory === undefined ? {} : { parentExists: await this.#isThere(applicationRowId, directory) }),
      _type: 'files',
      _links: { self: { href: `/applications/${applicationId}/files` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string, filesUrl: string) {
    return toFile(await this.#require(applicationRowId, id), { applicationId, filesUrl });
  }

  /** Makes a directory, or a file whose content may then be sent. @throws AppError Conflict when the path is taken */
  async create(
    application: ApplicationRef,
    principal: Principal,
    body: FilePost,
    { change, filesUrl }: { change: Change; filesUrl: string },
  ) {
    const { applicationId } = application;
    const place = { parentDirectory: readDirectory(body.parentDirectory ?? '/'), name: readName(body.name) };
    const isFile = body.type === 'file';
    const contentType = isFile ? readMediaType(body.contentType ?? defaultMediaType) : '';
    const size = isFile ? (body.fileSize ?? 0) : 0;
    if (size > this.#maxBytes) throw tooLarge(this.#maxBytes);
    return inTransaction(this.#database, async (tx) => {
      const row = await addFile(
        tx,
        application,
        {
          ...place,
          type: body.type,
          contentType,
          size,
          dimensions: isFile ? body.fileDimensions : undefined,
          author: authorOf(principal),
        },
        { change, now: new Date(this.#now()) },
      );
      const made = toFile(row, { applicationId, filesUrl });
      if (!isFile) return made;
      const announced = { contentType, size: body.fileSize ?? null, dimensions: body.fileDimensions };
      return {
        ...made,
        upload: await this.#uploads.grant(tx, { row, applicationId, filesUrl, principal, ...announced }),
      };
    });
  }

  /** Moves or renames; what is in a directory goes with it, all of it or nothing. */
  async move(
    application: ApplicationRef,
    principal: Principal,
    { id, query }: { id: string; query: MoveQuery },
    { change, filesUrl }: { change: Change; filesUrl: string },
  ) {
    const { applicationId } = application;
    if (!query.name && !query.parentDirectory) throw invalid('name', 'or parentDirectory is required');
    const { row } = await inTransaction(this.#database, async (tx) => {
      const moved = await moveFile(tx, application, id, {
        choose: (from) => ({
          parentDirectory: query.parentDirectory ? readDirectory(query.parentDirectory) : from.parentDirectory,
          name: query.name ? readName(query.name) : from.name,
        }),
        author: authorOf(principal),
        now: new Date(this.#now()),
        change,
      });
      await this.#changes.moved(tx, application, moved.row, { from: moved.from, origin: originOf(principal) });
      const { applicationRowId } = application;
      if (moved.staleBelow !== undefined) {
        await sendTellSearch(tx, this.#jobs, { applicationRowId, directory: moved.staleBelow });
      }
      afterCommit(tx, () => this.#lines.moved(applicationId, moved.row, toPath(moved.from)));
      return moved;
    });
    return toFile(row, { applicationId, filesUrl });
  }

  /**
   * Deletes a file, or a directory with everything in it. A large one goes in steps; the first is recorded and leaves a job
   * that goes on when this server does not come to the end.
   */
  async delete(
    application: ApplicationRef,
    principal: Principal,
    id: string,
    change: Change,
  ): Promise<{ success: true }> {
    const { applicationRowId, applicationId } = application;
    const origin = originOf(principal);
    const isBegun = await thinOut(this.#database, application, id, {
      onDeleted: async (tx, { directory, gone, isFirst }) => {
        await this.#changes.deleted(tx, application, gone, origin);
        if (!isFirst) return;
        const { auditType = '' } = fileResource;
        await change.record(tx, { target: { type: auditType, id, name: directory.name } });
        await sendRemoval(tx, this.#jobs, { applicationRowId, applicationId, id, origin });
      },
    });
    if (isBegun) await this.#removeRest(application, id, origin);
    else await inTransaction(this.#database, (tx) => this.#remove(tx, application, id, { origin, change }));
    return { success: true };
  }

  /** Goes on with the deletion of a large directory; does nothing where that has come to its end. */
  async finishDeletion(
    application: ApplicationId,
    id: string,
    { origin, signal }: { origin: Origin; signal: AbortSignal },
  ): Promise<void> {
    await thinOut(this.#database, application, id, {
      onDeleted: (tx, { gone }) => this.#changes.deleted(tx, application, gone, origin),
      signal,
    });
    await this.#removeRest(application, id, origin);
  }

  async #removeRest(application: ApplicationId, id: string, origin: Origin): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      // Whoever else deletes it may have come to the end first.
      if (await findFile(tx, application.applicationRowId, id)) await this.#remove(tx, application, id, { origin });
    });
  }

  async #remove(
    tx: Queryable,
    application: ApplicationId,
    id: string,
    { origin, change }: { origin: Origin; change?: Change },
  ): Promise<void> {
    const { row, below } = await removeFile(tx, application, id, { change });
    await this.#changes.deleted(tx, application, [row, ...below], origin);
    await sendSweep(tx, this.#jobs);
    afterCommit(tx, () => this.#lines.deleted(application.applicationId, row, below.length + 1));
  }

  async #require(applicationRowId: number, id: string): Promise<FileRow> {
    const row = await findFile(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound('File');
    return row;
  }

  async #isThere(applicationRowId: number, directory: string): Promise<boolean> {
    const place = listDirectories(directory).at(-1);
    if (!place) return true;
    return (await findAt(this.#database.kysely, applicationRowId, place))?.type === 'directory';
  }
}

function readChoice<const Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined || value === '') return undefined;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw invalid(name, `must be one of ${choices.join(', ')}`);
  return choice;
}
