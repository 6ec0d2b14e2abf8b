import { decodePayload } from '../../platform/language/index.ts';
import { decodeOccurrence, encodeOccurrence, type Occurrence } from './occurrence.ts';

/** An occurrence as it is stored: what `encodeOccurrence` returns, and what has columns of its own. */
export interface EncodedOccurrence {
  readonly applicationRowId: number;
  readonly id: string;
  readonly kind: string;
  readonly content: string;
}

/** What is stored in a row: one occurrence, or several of one kind. */
export interface Bundle extends EncodedOccurrence {
  /** How many. With several, the content is an array of contents that have their ids in them, and the id is of the first. */
  readonly size: number;
}

/** Occurrences of a row: half of the numbers that each row has of its own (migration 0640), and few of those that are held at once. */
const maxSize = 64;
/** A row is read, and when part of it has ended written, as a whole. */
const maxLength = 64 * 1024;

/**
 * As few rows as may be for occurrences that are stored together, in an order that keeps theirs within each application: a row
 * for each report took as long to store as the state that it tells of.
 */
export function toBundles(occurrences: readonly EncodedOccurrence[]): Bundle[] {
  const gathered: EncodedOccurrence[][] = [];
  const open = new Map<number, { of: EncodedOccurrence[]; length: number }>();
  for (const occurrence of occurrences) {
    const { applicationRowId, kind, content } = occurrence;
    const last = open.get(applicationRowId);
    const hasRoom = last && last.of.length < maxSize && last.length + content.length <= maxLength;
    if (hasRoom && last.of[0]?.kind === kind) {
      last.of.push(occurrence);
      last.length += content.length;
      continue;
    }
    const next = { of: [occurrence], length: content.length };
    open.set(applicationRowId, next);
    gathered.push(next.of);
  }
  return gathered.map(join);
}

function join(occurrences: readonly EncodedOccurrence[]): Bundle {
  const [first] = occurrences as [EncodedOccurrence];
  const size = occurrences.length;
  if (size === 1) return { ...first, size };
  return { ...first, size, content: `[${occurrences.map(withId).join(',')}]` };
}

function withId({ id, content }: EncodedOccurrence): string {
  return `{"id":"${id}",${content.slice(1)}`;
}

/** What is in a row. */
export function occurrencesOf(row: Pick<Bundle, 'id' | 'kind' | 'content' | 'size'>): Occurrence[] {
  if (row.size === 1) return [decodeOccurrence(row)];
  const contents = decodePayload(row.content) as object[];
  return contents.map((content) => ({ kind: row.kind, ...content }) as Occurrence);
}

/** A row for each occurrence of a row, with the numbers behind its own: before all rows that came after it. */
export function splitBundle<Row extends Bundle & { readonly rowId: number }>(row: Row): Row[] {
  return occurrencesOf(row).map((occurrence, index) => ({
    ...row,
    rowId: row.rowId + 1 + index,
    id: occurrence.id,
    content: encodeOccurrence(occurrence),
    size: 1,
  }));
}
