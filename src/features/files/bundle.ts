import { invalid } from '../../kernel/errors.ts';
import type {
  BundleApplication,
  BundleExport,
  BundleImport,
  BundleKind,
  BundleRecord,
  Finish,
  LaterContent,
  PresentRecord,
} from '../../platform/bundles/bundle-kind.ts';
import { refusalOf } from '../../platform/bundles/check-record.ts';
import type { ImportSteps } from '../../platform/bundles/import-steps.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { updateResource } from '../../platform/resources/changes.ts';
import { type PlacedFile, planFiles, storeFiles } from './add-files.ts';
import { type FileContents, tooLarge } from './contents.ts';
import { mediaTypeOf } from './media-type-of-name.ts';
import { checkPlace, type Place, readDirectory, readName, toPath } from './paths.ts';
import { authorOf } from './representation.ts';
import { fileResource } from './resource.ts';
import { findFile, listContents, listPlaces } from './store.ts';
import type { Uploads } from './uploads.ts';

/** Files of an export: as many as a bundle may have entries, with room for the others. */
const maxFiles = 19_000;

interface FileBundleOptions {
  readonly database: Database;
  readonly contents: FileContents;
  readonly uploads: Uploads;
}

/** Files of bundles: everything in the folder `files`, each as it is and with the type that its name says. */
export function fileBundleKind(options: FileBundleOptions): BundleKind {
  return {
    resourceType: 'File',
    type: fileResource.type,
    label: 'files',
    option: 'includeFiles',
    isFolder: true,
    match: matchPaths,
    insert: (steps, records, bundle) => insertFiles(steps, records, bundle, options.contents.maxBytes),
    load: (content, body, finish) => loadFile(options, content, body, finish),
    export: (db, application) => exportFiles(db, application, options.contents),
  };
}

/** By path; where a directory stands there is no file. */
async function matchPaths(
  tx: Queryable,
  records: readonly BundleRecord[],
  { applicationRowId }: BundleApplication,
): Promise<Map<string, PresentRecord>> {
  const files = (await listPlaces(tx, applicationRowId)).filter(({ type }) => type === 'file');
  const present = new Map(files.map((row) => [toPath({ parentDirectory: row.parent_directory, name: row.name }), row]));
  const matched = new Map<string, PresentRecord>();
  for (const record of records) {
    try {
      const row = present.get(toPath(placeOf(record)));
      if (row) matched.set(record.id, { id: row.id });
    } catch (error) {
      // Said when it is refused.
      refusalOf(error);
    }
  }
  return matched;
}

/** @throws AppError Validation naming the path */
function placeOf({ name: path }: BundleRecord): Place {
  const steps = path.split('/');
  const name = readName(steps.pop() ?? '', 'path');
  const place = { parentDirectory: readDirectory(steps.join('/'), 'path'), name };
  checkPlace(place, 'path');
  return place;
}

async function insertFiles(
  steps: ImportSteps,
  records: readonly BundleRecord[],
  bundle: BundleImport,
  maxBytes: number,
): Promise<void> {
  const placed: (PlacedFile & { record: BundleRecord })[] = [];
  for (const record of records) {
    try {
      if (bundle.sizeOf(record.path) > maxBytes) throw tooLarge(maxBytes);
      const place = placeOf(record);
      placed.push({ ...place, id: record.id, contentType: mediaTypeOf(place.name), record });
    } catch (error) {
      bundle.refuse(record, refusalOf(error));
    }
  }
  const { made, taken } = await steps.run((tx) => planFiles(tx, bundle.application, placed));
  const by = { now: bundle.now, author: authorOf(bundle.principal) };
  await steps.each(made, (tx, some) => storeFiles(tx, bundle.application, some, by));
  for (const { id, record, ...place } of placed) {
    const found = taken.get(id);
    if (found === undefined) {
      bundle.stored(record);
      bundle.later(record, record.path);
    } else if (record.present?.id === found.id) {
      await bundle.found(record, async () => {
        bundle.later(record, record.path, { of: found.id, replaces: true });
      });
    } else bundle.refuse(record, `there is a ${found.type} at ${toPath(place)} already`);
  }
}

async function loadFile(
  { database, contents, uploads }: FileBundleOptions,
  { application, id, replaces, author }: LaterContent,
  body: AsyncIterable<Uint8Array>,
  finish: Finish,
): Promise<void> {
  const row = await findFile(database.kysely, application.applicationRowId, id);
  // Somebody has deleted it since, or sent another content: that is theirs.
  if (!row || (row.status !== 'pending' && !replaces)) return inTransaction(database, finish);
  const content = await contents.write(body, { fileId: id, size: null, contentType: row.content_type });
  try {
    await inTransaction(database, async (tx) => {
      const announced = { contentType: row.content_type, size: null, dimensions: undefined };
      const completed = await uploads.complete(tx, {
        fileRowId: row.file_row_id,
        applicationId: application.applicationId,
        content,
        announced,
        origin: { relay: author },
      });
      await updateResource(tx, fileResource, completed);
      await finish(tx);
    });
  } catch (error) {
    await contents.discard(content).catch(() => undefined);
    throw error;
  }
}

async function exportFiles(
  db: Queryable,
  { applicationRowId }: BundleApplication,
  contents: FileContents,
): Promise<BundleExport> {
  const rows = await listContents(db, applicationRowId, maxFiles + 1);
  if (rows.length > maxFiles) throw invalid('includeFiles', `is for up to ${maxFiles} files`);
  return {
    named: rows.map(({ id, name }) => ({ id, name })),
    documents: [],
    contents: rows.map((row) => ({
      path: `files${toPath({ parentDirectory: row.parent_directory, name: row.name })}`,
      isText: false,
      read: () => readContent(contents, row.file_row_id),
    })),
  };
}

async function* readContent(contents: FileContents, fileRowId: number): AsyncGenerator<Uint8Array> {
  yield* await contents.read(fileRowId);
}
