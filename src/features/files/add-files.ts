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

/** Files that one statement inserts. */
const filesAtOnce = 500;

/** A file that is to be made, pending. */
export interface PlacedFile extends Place {
  readonly id: string;
  readonly contentType: string;
}

interface Taken {
  readonly id: string;
  readonly type: 'file' | 'directory';
}

/**
 * Makes many files and the directories on the way to them, as `addFile` makes one.
 *
 * @returns by the ids of the files that were not made: what stands in their places, or on the way to them
 * @throws AppError Validation when the application would have too many
 */
export async function addFiles(
  tx: Queryable,
  { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
  files: readonly PlacedFile[],
  { now, author }: { now: Date; author: Author },
): Promise<ReadonlyMap<string, Taken>> {
  await lockTree(tx, applicationRowId);
  const present = new Map<string, Taken>();
  for (const { id, type, parent_directory: parentDirectory, name } of await listPlaces(tx, applicationRowId)) {
    present.set(toPath({ parentDirectory, name }), { id, type });
  }
  const taken = new Map<string, Taken>();
  const made: (Place & { id: string; type: 'file' | 'directory'; contentType: string })[] = [];
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
  for (let from = 0; from < made.length; from += filesAtOnce) {
    const rows = await insertFiles(
      tx,
      made.slice(from, from + filesAtOnce).map(({ id, type, parentDirectory, name, contentType }) => ({
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
  return taken;
}
