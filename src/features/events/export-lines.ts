import { csvLine, guardFormula } from '../../kernel/csv.ts';
import type { Database } from '../../platform/database/database.ts';
import { compileSelection, type EventSelection } from './selection.ts';
import { type EventRow, findLastRowId, findMatching, readEvents } from './store.ts';

/** Which events an export holds. */
export interface EventsExportRequest {
  readonly selection: EventSelection;
  readonly guardFormulas?: boolean;
}

/** Events that are read at once; each may have some hundred KiB of data. */
const eventsPerRead = 100;

const columns = [
  'ID',
  'Subject',
  'Level',
  'State',
  'Creation Date',
  'Last Updated',
  'Device ID',
  'Device Name',
  'Source Type',
  'Source ID',
  'Message',
  'Data',
  'Tags',
];

/** The lines of an export: a header, and the events that are there when it begins, in the order in which they came. */
export async function* eventLines(
  database: Database,
  applicationRowId: number,
  { selection, guardFormulas = false }: EventsExportRequest,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const db = database.kysely;
  const condition = compileSelection(selection);
  const last = await findLastRowId(db, applicationRowId);
  yield [csvLine(columns)];
  for (let after: number | undefined = 0; after !== undefined; ) {
    signal.throwIfAborted();
    const looked = { after, last, limit: eventsPerRead };
    const { rowIds, lookedTo } = await findMatching(db, applicationRowId, condition, looked);
    const rows = rowIds.length === 0 ? [] : await readEvents(db, rowIds);
    yield rows.map((row) => toLine(row, guardFormulas));
    after = lookedTo;
  }
}

function toLine(row: EventRow, guardFormulas: boolean): string {
  const cells = [
    row.id,
    row.subject,
    row.level,
    row.state,
    row.created_at.toISOString(),
    row.updated_at.toISOString(),
    row.device_id ?? undefined,
    row.device_name ?? undefined,
    row.source_type,
    row.source_id,
    row.message,
    row.data ?? undefined,
    JSON.stringify(row.tags),
  ];
  return csvLine(guardFormulas ? cells.map(guardFormula) : cells);
}
