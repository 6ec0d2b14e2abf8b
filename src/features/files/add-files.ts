import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { insertResources } from '../../platform/resources/changes.ts';
import { listDirectories, type Place, toPath } from './paths.ts';
import type { Author } from './representation.ts';
import { fileResource } from './resource.ts';
import { insertFiles, listPlaces, lockTree } from './store.ts';
import { maxFiles } from './tree.ts';

/** Files that one statement inserts: on the embedded database everybody waits for it. */
const filesAtOnce = 50;

/** A file that is to be made, pending. */
export interface PlacedFile extends Place {
  readonly id: string;
  readonly contentType: string;
}

interface Taken {
  readonly id: string;
  readonly type: 'file' | 'directory';
}

/** A row of a file, or of a directory on the way to one. */
export interface PlannedFile extends PlacedFile {
  readonly type: 'file' | 'directory';
}

/**
 * What is to be made so that many files are there, as `addFile` makes one: they and the directories on the way to them, in
 * portions for `storeFiles`. No other files come or go until the transaction ends.
 *
 * @returns `taken` by the ids of the files that are not made: what stands in their places, or on the way to them
 * @throws AppError Validation when the application would have too many
 */
export async function planFiles(
  tx: Queryable,
  { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
  files: readonly PlacedFile[],
): Promise<{ made: readonly (readonly PlannedFile[])[]; taken: ReadonlyMap<string, Taken> }> {
  await lockTree(tx, applicationRowId);
  const present = new Map<string, Taken>();
  for (const { id, type, parent_directory: parentDirectory, name } of await listPlaces(tx, applicationRowId)) {
    present.set(toPath({ parentDirectory, name }), { id, type });
  }
  const taken = new Map<string, Taken>();
  const made: PlannedFile[] = [];
  for (const file of files) {
    const directories = listDirectories(file.parentDirectory);
    const inTheWay = [...directories.map((place) => present.get(toPath(place))), present.get(toPath(file))].find(
      (found, index) => found && (index === directories.length || found.type === 'file'),
    );
    if (inTheWay) {
      taken.set(file.id, inTheWay);
      continue;
    }
    for (const place of directories) {
      if (present.has(toPath(place))) continue;
      const directory = { ...place, id: newId(), type: 'directory' as const, contentType: '' };
      present.set(toPath(place), directory);
      made.push(directory);
    }
    present.set(toPath(file), { id: file.id, type: 'file' });
    made.push({ ...file, type: 'file' });
  }
  if (present.size > maxFiles) {
    throw new AppError('Validation', `An application may have ${maxFiles} files and directories`);
  }
  const portions = Array.from({ length: Math.ceil(made.length / filesAtOnce) }, (_none, index) =>
    made.slice(index * filesAtOnce, (index + 1) * filesAtOnce),
  );
  return { made: portions, taken };
}

/** Stores a portion of what `planFiles` has planned; the files are pending. */
export async function storeFiles(
  tx: Queryable,
  { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
  portion: readonly PlannedFile[],
  { now, author }: { now: Date; author: Author },
): Promise<void> {
  const rows = await insertFiles(
    tx,
    portion.map(({ id, type, parentDirectory, name, contentType }) => ({
      id,
      application_row_id: applicationRowId,
      type,
      parent_directory: parentDirectory,
      name,
      status: type === 'file' ? ('pending' as const) : ('completed' as const),
      content_type: contentType,
      size: 0,
      author_type: author.type,
      author_id: author.id,
      created_at: now,
      updated_at: now,
    })),
  );
  await insertResources(tx, fileResource, rows);
}
