import type { Change, RecordOptions } from '../audit/change.ts';
import type { Queryable } from '../database/database.ts';
import { addNames, addToCount, changeName, type NamedResource, removeName } from './name-index.ts';
import type { Resource } from './resource.ts';

/** A row of the resource's table, as far as the declaration names its columns. */
export interface ResourceRow {
  readonly id: string;
  /** Null, or not there, for what belongs to no application. */
  readonly application_row_id?: number | null;
}

/** How a change is recorded; without `change` it is not, because whoever calls records it as a whole. */
export interface ChangeContext extends Omit<RecordOptions, 'target'> {
  readonly change?: Change | undefined;
}

/**
 * What follows from a new row: search finds it, the summary counts it, the record of changes names it. Call it in the
 * transaction that inserts the row.
 */
export async function insertResource(
  tx: Queryable,
  resource: Resource,
  row: ResourceRow,
  context: ChangeContext = {},
): Promise<void> {
  const named = toNamed(resource, row);
  if (named) await addNames(tx, [named]);
  await count(tx, resource, row, 1);
  await record(tx, resource, row, context);
}

/**
 * As `insertResource`, for new rows of one application that one change makes: a statement for all names and one for the
 * count. The change is recorded by the caller, as a whole.
 */
export async function insertResources(tx: Queryable, resource: Resource, rows: readonly ResourceRow[]): Promise<void> {
  await nameResources(tx, resource, rows);
  await countResources(tx, resource, rows);
}

/**
 * The half of `insertResources` that costs next to nothing. The other half, `nameResources`, may follow in other transactions, for
 * rows that are locked and still there.
 */
export async function countResources(tx: Queryable, resource: Resource, rows: readonly ResourceRow[]): Promise<void> {
  const [first] = rows;
  if (first) await count(tx, resource, first, rows.length);
}

/** Has search find the rows; those that it finds already stay as they are. */
export async function nameResources(tx: Queryable, resource: Resource, rows: readonly ResourceRow[]): Promise<void> {
  const named = rows.flatMap((row) => toNamed(resource, row) ?? []);
  if (named.length > 0) await addNames(tx, named);
}

/** As `insertResource`, for a row that was changed. */
export async function updateResource(
  tx: Queryable,
  resource: Resource,
  row: ResourceRow,
  context: ChangeContext = {},
): Promise<void> {
  const named = toNamed(resource, row);
  if (named) await changeName(tx, named);
  await record(tx, resource, row, context);
}

/** As `insertResource`, for a row that is deleted, or marked as deleted, in this transaction. */
export async function removeResource(
  tx: Queryable,
  resource: Resource,
  row: ResourceRow,
  context: ChangeContext = {},
): Promise<void> {
  if (resource.search && row.application_row_id) await removeName(tx, row.id);
  await count(tx, resource, row, -1);
  await record(tx, resource, row, context);
}

async function count(tx: Queryable, resource: Resource, row: ResourceRow, change: number): Promise<void> {
  if (!resource.summaryField || !row.application_row_id) return;
  await addToCount(tx, row.application_row_id, resource.type, change);
}

async function record(tx: Queryable, resource: Resource, row: ResourceRow, context: ChangeContext): Promise<void> {
  const { change, ...options } = context;
  if (!change) return;
  const { auditType, nameColumn } = resource;
  if (!auditType) throw new Error(`${resource.type} has no auditType to be recorded under`);
  const name = nameColumn === undefined ? row.id : textOf(row, nameColumn);
  await change.record(tx, { ...options, target: { type: auditType, id: row.id, name } });
}

function toNamed(resource: Resource, row: ResourceRow): NamedResource | undefined {
  const { search, type } = resource;
  if (!search || !row.application_row_id) return undefined;
  const tags = search.tags === undefined ? [] : (row as unknown as Record<string, NamedResource['tags']>)[search.tags];
  return {
    applicationRowId: row.application_row_id,
    type,
    id: row.id,
    name: textOf(row, search.name),
    descriptor: textOf(row, search.descriptor),
    tags: tags ?? [],
  };
}

function textOf(row: ResourceRow, column: string): string {
  const value = (row as unknown as Record<string, unknown>)[column];
  if (value === undefined) throw new Error(`the row has no column ${column}`);
  return value === null ? '' : String(value);
}
