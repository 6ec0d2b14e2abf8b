import type { BlockQuestion } from '../block-question.ts';
import { type Config, readText } from '../config.ts';

/** One cell of a table: what is shown, and what is sorted by. */
export interface Cell {
  readonly text: string;
  readonly raw?: unknown;
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
