import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Origin } from '../../kernel/relay.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { type Place, toDirectory, toPath } from './paths.ts';
import { toFile } from './representation.ts';
import { type FileRow, listFilesBelow } from './store.ts';

/** Files of one moved or deleted directory that listeners hear of; what is beyond that starts nothing (workflows.md, "2. Triggers"). */
const maxTold = 10_000;

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** A file whose content is there for the first time, is another, or is gone. Directories and announced contents are not told of. */
export interface FileChange {
  readonly action: 'create' | 'update' | 'delete';
  /** With the slash before it. */
  readonly path: string;
  /** As the API shows it; of one that is gone, as it was. */
  readonly file: Readonly<Record<string, unknown>>;
}

/** A feature that acts on changed files, in the transaction that changes them. */
export interface FileContribution {
  /** Whether it has anything to do in an application: nothing is read for it otherwise. */
  wants(tx: Queryable, applicationRowId: number): Promise<boolean>;
  /** What it rejects with undoes the change. */
  changed(tx: Queryable, application: Application, changes: readonly FileChange[], origin: Origin): Promise<void>;
}

/** Tells other features of changed files; they say so when the features are created. */
export class FileChanges {
  readonly #contributions: FileContribution[] = [];
  readonly #filesUrl: string;

  /** @param options.filesUrl the public base of files, as far as it is known without a request */
  constructor(options: { filesUrl: string }) {
    this.#filesUrl = options.filesUrl;
  }

  contribute(contribution: FileContribution): void {
    this.#contributions.push(contribution);
  }

  /** A file has got a content. */
  async written(
    tx: Queryable,
    application: Application,
    row: FileRow,
    { isNew, origin }: { isNew: boolean; origin: Origin },
  ): Promise<void> {
    const told = await this.#audience(tx, application);
    if (told.length === 0) return;
    await this.#tell(tx, told, application, [this.#of(isNew ? 'create' : 'update', application, row)], origin);
  }

  /** Files are gone. */
  async deleted(tx: Queryable, application: Application, rows: readonly FileRow[], origin: Origin): Promise<void> {
    const told = await this.#audience(tx, application);
    if (told.length === 0) return;
    const gone = rows.filter(hasContent).slice(0, maxTold);
    const changes = gone.map((row) => this.#of('delete', application, row));
    await this.#tell(tx, told, application, changes, origin);
  }

  /** A file, or a directory with all in it, is somewhere else now: gone there, new here. */
  async moved(
    tx: Queryable,
    application: Application,
    row: FileRow,
    { from, origin }: { from: Place; origin: Origin },
  ): Promise<void> {
    const to = { parentDirectory: row.parent_directory, name: row.name };
    const told = toPath(from) === toPath(to) ? [] : await this.#audience(tx, application);
    if (told.length === 0) return;
    const changes: FileChange[] = [];
    const add = (after: FileRow, before: FileRow): void => {
      changes.push(this.#of('delete', application, before), this.#of('create', application, after));
    };
    if (row.type === 'directory') {
      const { applicationRowId } = application;
      for (const file of await listFilesBelow(tx, applicationRowId, toDirectory(to), maxTold)) {
        const rest = file.parent_directory.slice(toDirectory(to).length);
        add(file, { ...file, parent_directory: `${toDirectory(from)}${rest}` });
      }
    } else if (hasContent(row)) add(row, { ...row, parent_directory: from.parentDirectory, name: from.name });
    await this.#tell(tx, told, application, changes, origin);
  }

  async #audience(tx: Queryable, { applicationRowId }: Application): Promise<FileContribution[]> {
    const told: FileContribution[] = [];
    for (const each of this.#contributions) if (await each.wants(tx, applicationRowId)) told.push(each);
    return told;
  }

  async #tell(
    tx: Queryable,
    told: readonly FileContribution[],
    application: Application,
    changes: readonly FileChange[],
    origin: Origin,
  ): Promise<void> {
    if (changes.length === 0) return;
    for (const each of told) await each.changed(tx, application, changes, origin);
  }

  #of(action: FileChange['action'], { applicationId }: Application, row: FileRow): FileChange {
    const path = toPath({ parentDirectory: row.parent_directory, name: row.name });
    return { action, path, file: toFile(row, { applicationId, filesUrl: this.#filesUrl }) };
  }
}

function hasContent({ type, status }: FileRow): boolean {
  return type === 'file' && status === 'completed';
}
