import type { BlockQuestion } from '../block-question.ts';
import { type Config, readText } from '../config.ts';

/** One cell of a table: what is shown, and what is sorted by. */
export interface Cell {
  readonly text: string;
  readonly raw?: unknown;
  /** `raw` is a moment that no template writes: whoever draws it writes it as it writes moments. */
  readonly isTime?: true;
}

/** A cell of a column: by the column's template, or as what it shows is usually written. */
export function cellOf(
  { texts }: Pick<BlockQuestion, 'texts'>,
  rowTemplate: unknown,
  seen: { readonly value: unknown; readonly time?: unknown; readonly [name: string]: unknown },
): Cell {
  const template = rowTemplate === undefined ? '{{format value}}' : readText(rowTemplate);
  const raw = rawOf(template, seen);
  const isTime = rowTemplate === undefined && seen.value instanceof Date;
  return {
    text: texts.markdown(template, seen),
    ...(raw === undefined || raw === null ? {} : { raw }),
    ...(isTime ? { isTime } : {}),
  };
}

/** A template that writes nothing but a moment. */
const ofMoment = /^\s*\{\{\s*formatDate(?:Relative)?\s+(value|time)\b[^{}]*\}\}\s*$/;

/** What a cell is sorted by and exported as: a moment, also one that its template makes of a number, as ISO 8601. */
function rawOf(template: string, { value, time }: { readonly value: unknown; readonly time?: unknown }): unknown {
  const [, name] = ofMoment.exec(template) ?? [];
  const shown = name === 'time' ? time : value;
  const moment = name !== undefined && typeof shown === 'number' ? new Date(shown) : shown;
  if (!(moment instanceof Date)) return value;
  return Number.isNaN(moment.getTime()) ? value : moment.toISOString();
}

/** What a column is called: by its template, or by what it shows. */
export function headerOf({ texts }: BlockQuestion, column: Config): string {
  const name =
    column.type === 'attribute'
      ? readText(column.attribute)
      : (words[readText(column.type)] ?? readText(column.source));
  return column.headerTemplate === undefined
    ? texts.markdown('{{name}}', { name })
    : texts.markdown(column.headerTemplate, { name });
}

const words: Readonly<Record<string, string>> = {
  deviceName: 'Device',
  deviceId: 'Device id',
  deviceTags: 'Tags',
  timestamp: 'Time',
  name: 'Name',
  id: 'Id',
  connectionStatus: 'Connection',
  created: 'Created',
  updated: 'Updated',
  level: 'Level',
  subject: 'Subject',
  subjectWithMessage: 'Subject',
  state: 'State',
  creationDate: 'Created',
  creationDateWithSource: 'Created',
  lastUpdatedDate: 'Updated',
  lastUpdatedDateWithSource: 'Updated',
};
