import { type Action, type ActionName, actions } from '../../kernel/actions.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { actingFlowOf, type Principal } from '../../kernel/principal.ts';
import { type Origin, originOf, publicRelay } from '../../kernel/relay.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../platform/database/transaction.ts';
import type { FileLimit, FormFile } from '../../platform/http/multipart.ts';
import { updateResource } from '../../platform/resources/changes.ts';
import { addToStorage } from '../../platform/resources/storage-stats.ts';
import { type Limits, limitReached } from '../limits/index.ts';
import { type ContentRoom, type FileContents, tooLarge, type WrittenContent } from './contents.ts';
import type { FileChanges } from './file-changes.ts';
import type { FileLines } from './file-lines.ts';
import { defaultMediaType, isMediaType, readMediaType } from './media-type.ts';
import { toPath } from './paths.ts';
import { readAuthor, toFile } from './representation.ts';
import { fileResource } from './resource.ts';
import type { FilePatch } from './schemas.ts';
import { type FileRow, findFile, lockFile, updateFile } from './store.ts';
import type { Dimensions } from './tables.ts';
import { checkFields, readUploadId, signUpload, uploadLifeMs } from './upload-policy.ts';
import { findUpload, insertUpload, takeUpload } from './upload-rows.ts';

/** What becomes true of a file with its content. */
interface Announced {
  readonly contentType: string;
  /** Bytes; null: whatever comes. */
  readonly size: number | null;
  readonly dimensions: Dimensions | undefined;
}

/** Finds the bearer of a token, if it may use the action on the application now. */
export interface AllowedBearers {
  findAllowed(call: { tokenId: string; applicationId: string; action: Action }): Promise<Principal | undefined>;
}

/** Either of them announces contents: whoever may use one has the right that an announced upload rests on. */
const announcing = ['files.post', 'file.patch'] as const satisfies readonly ActionName[];

/** The contents of files on their way in (resources.md, "Files"). */
export class Uploads {
  readonly #database: Database;
  readonly #contents: FileContents;
  readonly #lines: FileLines;
  readonly #changes: FileChanges;
  readonly #bearers: AllowedBearers;
  readonly #limits: Limits;
  readonly #readSecret: () => string;
  readonly #now: () => number;

  /** @param options.readSecret what uploads are signed with */
  constructor(options: {
    database: Database;
    contents: FileContents;
    lines: FileLines;
    changes: FileChanges;
    bearers: AllowedBearers;
    limits: Limits;
    readSecret: () => string;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#contents = options.contents;
    this.#lines = options.lines;
    this.#changes = options.changes;
    this.#bearers = options.bearers;
    this.#limits = options.limits;
    this.#readSecret = options.readSecret;
    this.#now = options.now;
  }

  /** Of a content. */
  get limit(): FileLimit {
    const bytes = this.#contents.maxBytes;
    return { bytes, refusal: () => tooLarge(bytes) };
  }

  /**
   * Allows one upload of a file's content; returns where the form is to be sent, and its fields.
   *
   * @throws AppError LimitReached when the application has no room for it
   */
  async grant(
    tx: Queryable,
    upload: Announced & { row: FileRow; applicationId: string; filesUrl: string; principal: Principal },
  ): Promise<{ url: string; fields: Record<string, string> }> {
    const { row, applicationId, filesUrl, contentType, size, dimensions, principal } = upload;
    await this.#requireRoom(tx, row, size ?? 1);
    const place = { parentDirectory: row.parent_directory, name: row.name };
    const grant = {
      uploadId: newId(),
      key: `${applicationId}${toPath(place)}`,
      contentType,
      size,
      expiresAt: this.#now() + uploadLifeMs,
    };
    await insertUpload(tx, {
      id: grant.uploadId,
      file_row_id: row.file_row_id,
      key: grant.key,
      size,
      content_type: contentType,
      dimensions: dimensions === undefined ? null : JSON.stringify(dimensions),
      expires_at: new Date(grant.expiresAt),
      // A workflow has no token that could be taken away meanwhile.
      access_token_id: actingFlowOf(principal) ? null : principal.tokenId,
    });
    return { url: `${filesUrl}/upload`, fields: signUpload(grant, this.#readSecret()) };
  }

  /** Announces another content for a file; what it has now stays until that is whole. */
  async announce(
    { applicationRowId, applicationId }: ApplicationRef,
    principal: Principal,
    { id, body }: { id: string; body: FilePatch },
    { change, filesUrl }: { change: Change; filesUrl: string },
  ) {
    const { fileSize, contentType, fileDimensions } = body ?? {};
    if (contentType !== undefined) readMediaType(contentType);
    if (fileSize !== undefined && fileSize > this.#contents.maxBytes) throw tooLarge(this.#contents.maxBytes);
    return inTransaction(this.#database, async (tx) => {
      const found = requireFile(await findFile(tx, applicationRowId, id));
      const row = requireFile(await lockFile(tx, found.file_row_id));
      await updateResource(tx, fileResource, row, { change });
      const upload = await this.grant(tx, {
        row,
        applicationId,
        filesUrl,
        principal,
        contentType: contentType ?? row.content_type,
        size: fileSize ?? null,
        dimensions: fileDimensions,
      });
      return { ...toFile(row, { applicationId, filesUrl }), upload };
    });
  }

  /**
   * Takes the form of an upload that was granted, and returns the MD5 of its content, hex.
   *
   * @throws AppError Forbidden for one that was not, or was made already, or too late, or when whoever announced it
   *   might not announce it any more
   */
  async receive(form: FormFile): Promise<string> {
    const uploadId = readUploadId(form.fields, this.#readSecret());
    const upload = await findUpload(this.#database.kysely, uploadId);
    if (!upload) throw refused();
    const grant = {
      uploadId,
      key: upload.key,
      contentType: upload.content_type,
      size: upload.size,
      expiresAt: upload.expires_at.getTime(),
    };
    checkFields(form.fields, grant, this.#readSecret());
    if (grant.expiresAt <= this.#now()) throw refused();
    const { application_id: applicationId, file_id: fileId } = upload;
    if (!(await this.#findRight(upload.access_token_id, applicationId))) throw refused();
    const announced = { ...grant, dimensions: upload.dimensions ?? undefined };
    const room = await this.#requireRoom(this.#database.kysely, { ...upload, size: upload.file_size }, 1);
    const content = await this.#write(form, { ...announced, applicationId, fileId, room });
    // A content may take long to come.
    const right = await this.#findRight(upload.access_token_id, applicationId);
    await this.#keep(content, async (tx) => {
      if (!right || !(await lockFile(tx, upload.file_row_id)) || !(await takeUpload(tx, uploadId))) throw refused();
      const { origin } = right;
      await this.complete(tx, { fileRowId: upload.file_row_id, applicationId, content, announced, origin });
    });
    return content.md5;
  }

  /** Undefined: whoever announced the upload may not any more. Of a workflow, which has no token, the origin is not known. */
  async #findRight(tokenId: string | null, applicationId: string): Promise<{ origin: Origin | undefined } | undefined> {
    if (tokenId === null) return { origin: undefined };
    for (const name of announcing) {
      const action = actions.get(name);
      const bearer = action && (await this.#bearers.findAllowed({ tokenId, applicationId, action }));
      if (bearer) return { origin: originOf(bearer) };
    }
    return undefined;
  }

  /** Takes a file's content in one step. */
  async upload(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    form: FormFile,
    { principal, change, filesUrl }: { principal: Principal; change: Change; filesUrl: string },
  ) {
    const origin = originOf(principal);
    const row = requireFile(await findFile(this.#database.kysely, applicationRowId, id));
    const isNamed = form.contentType !== defaultMediaType && isMediaType(form.contentType);
    const announced = {
      contentType: isNamed ? form.contentType : row.content_type,
      size: null,
      dimensions: row.status === 'pending' ? (row.dimensions ?? undefined) : undefined,
    };
    const room = await this.#requireRoom(this.#database.kysely, row, 1);
    const content = await this.#write(form, { ...announced, applicationId, fileId: id, room });
    const changed = await this.#keep(content, async (tx) => {
      const completed = await this.complete(tx, {
        fileRowId: row.file_row_id,
        applicationId,
        content,
        announced,
        origin,
      });
      await updateResource(tx, fileResource, completed, { change });
      return completed;
    });
    return toFile(changed, { applicationId, filesUrl });
  }

  /**
   * Gives a file its content, in the caller's transaction.
   *
   * @param options.origin undefined: of a new file its author
   * @throws AppError NotFound when the file is gone
   */
  async complete(
    tx: Queryable,
    {
      fileRowId,
      applicationId,
      content,
      announced,
      origin,
    }: {
      fileRowId: number;
      applicationId: string;
      content: WrittenContent;
      announced: Announced;
      origin?: Origin | undefined;
    },
  ): Promise<FileRow> {
    const former = await lockFile(tx, fileRowId);
    if (!former) throw notFound('File');
    await this.#contents.attach(tx, content, fileRowId);
    const now = new Date(this.#now());
    const row = await updateFile(tx, fileRowId, {
      status: 'completed',
      content_type: announced.contentType,
      dimensions: announced.dimensions === undefined ? null : JSON.stringify(announced.dimensions),
      size: content.bytes,
      md5: content.md5,
      content_at: now,
      updated_at: now,
    });
    const isNew = former.status === 'pending';
    const size = content.bytes - (isNew ? 0 : former.size);
    await addToStorage(tx, row.application_row_id, { count: isNew ? 1 : 0, size });
    if (size > 0) await this.#limits.requireWithin(tx, row.application_row_id, 'fileBytes');
    const application = { applicationId, applicationRowId: row.application_row_id };
    const author = isNew ? readAuthor(row) : undefined;
    await this.#changes.written(tx, application, row, {
      isNew,
      origin: origin ?? { relay: author ?? publicRelay },
    });
    afterCommit(tx, () => this.#lines.uploaded(applicationId, row));
    return row;
  }

  /** Bytes that the file's content may have. @throws AppError LimitReached when that is less than it needs */
  async #requireRoom(
    db: Queryable,
    file: Pick<FileRow, 'application_row_id' | 'status' | 'size'>,
    bytes: number,
  ): Promise<ContentRoom> {
    const { application_row_id: applicationRowId, status, size } = file;
    // What it has now goes.
    const room = (await this.#limits.roomFor(db, applicationRowId, 'fileBytes')) + (status === 'completed' ? size : 0);
    const { limit } = (await this.#limits.of(applicationRowId, db)).fileBytes;
    const refusal = limitReached('fileBytes', limit);
    if (room < bytes) throw refusal;
    return { bytes: room, refusal };
  }

  async #write(
    form: FormFile,
    options: Announced & { applicationId: string; fileId: string; room: ContentRoom },
  ): Promise<WrittenContent> {
    try {
      return await this.#contents.write(form.body, options);
    } catch (error) {
      const { applicationId, fileId } = options;
      const reason = error instanceof AppError ? `${error.message}.` : 'the server failed.';
      this.#lines.uploadRefused(applicationId, { fileId, reason });
      throw error;
    }
  }

  /** Runs what gives the content to a file in a transaction; when nothing comes of it, the content goes. */
  async #keep<Result>(content: WrittenContent, work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    try {
      return await inTransaction(this.#database, work);
    } catch (error) {
      await this.#contents.discard(content).catch(() => undefined);
      throw error;
    }
  }
}

function requireFile(row: FileRow | undefined): FileRow {
  if (!row) throw notFound('File');
  if (row.type === 'directory') throw invalid('fileId', 'is that of a directory, which has no content');
  return row;
}

function refused(): AppError {
  return new AppError(
    'Forbidden',
    'The upload was made already, has expired, its file is gone, or whoever announced it may not any more',
  );
}
