// What the official client's own pages say of the parameters of its actions.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('losant-rest')), '../docs');
const examples = require('losant-rest/lib/schemas/apiExamples.json') as Record<string, unknown>;

/** A parameter as its table has it. */
export interface DocumentedParameter {
  readonly name: string;
  readonly required: boolean;
  /** Blank where there is none. */
  readonly default: string;
  /** What the page lists as accepted, or else its one example; empty where it has neither. */
  readonly values: readonly unknown[];
}

/** Parameters of each action by its name, such as `devices.get`. */
export function readDocumentedParameters(): ReadonlyMap<string, readonly DocumentedParameter[]> {
  const found = new Map<string, DocumentedParameter[]>();
  for (const file of readdirSync(folder)) {
    for (const section of readFileSync(join(folder, file), 'utf8').split(/^## /m)) {
      const action = /client\.(\w+\.\w+)\(params/.exec(section)?.[1];
      const table = section.split('#### Available Parameters')[1]?.split('####')[0];
      if (action !== undefined && table !== undefined) found.set(action, table.split('\n').flatMap(readRow));
    }
  }
  return found;
}

function readRow(line: string): DocumentedParameter[] {
  const [, name = '', type = '', required = '', description = '', standard = '', example = ''] = line
    .split('|')
    .map((cell) => cell.trim());
  if (!/^\w+$/.test(name) || name === 'Name') return [];
  const accepted = /Accepted values are: (.*?)\.?$/.exec(description)?.[1]?.split(', ');
  const schema = /lib\/schemas\/(\w+)\.json/.exec(type)?.[1];
  const values = accepted ?? (schema === undefined ? [example].filter((text) => text !== '') : [examples[schema]]);
  return [{ name, required: required === 'Y', default: standard, values }];
}

/** The example of an answer or a body that the client's pages show for one of its schemas. */
export function exampleOf(schema: string): unknown {
  return examples[schema];
}
