import { isObject, toText } from '../../platform/language/index.ts';
import type { NodeConfig } from './config.ts';
import type { FieldDeclaration } from './declaration.ts';
import { NodeError } from './errors.ts';

/** The keys that say where a node takes what it stores from (workflows.md, "5. Nodes", **data**). */
export function dataFields(label: string, keys: { readonly json: string; readonly path: string }): FieldDeclaration[] {
  return [
    {
      key: 'dataMethod',
      kind: 'select',
      label: `${label} from`,
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    { key: keys.json, kind: 'json', label, when: { key: 'dataMethod', is: ['jsonTemplate'] } },
    { key: keys.path, kind: 'path', label: `${label} path`, when: { key: 'dataMethod', is: ['payloadPath'] } },
  ];
}

/** The value of a node with `dataFields`; undefined: nothing was given. @param fields reads it from fields of its own */
export function readData(
  config: NodeConfig,
  keys: { readonly json: string; readonly path: string },
  fields: () => unknown,
): unknown {
  const method = config.choice('dataMethod', 'individualFields' as string);
  if (method === 'jsonTemplate') return config.json(keys.json);
  if (method === 'payloadPath') return config.read(keys.path);
  return fields();
}

/** @throws NodeError ValidationError for anything but an object, under the name given */
export function requireObject(value: unknown, name: string): Record<string, unknown> {
  if (!isObject(value)) throw new NodeError('ValidationError', `${name} is no object`);
  return value;
}

/** T fields that are set, under the names that the API has for them; those that render empty are left out. */
export function readTexts(config: NodeConfig, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = config.text(`${name}Template`, { escape: false }).trim();
      return text === '' ? [] : [[name, text]];
    }),
  );
}

/** Tags that stand as `{key, value}` or `{keyTemplate, valueTemplate}`, both templates; those without either are left out. */
export function readTagQueries(config: NodeConfig, key: string): { key?: string; value?: string }[] {
  return config.list(key).flatMap((entry) => {
    const name = entry.text(entry.has('keyTemplate') ? 'keyTemplate' : 'key', { escape: false }).trim();
    const value = entry.text(entry.has('valueTemplate') ? 'valueTemplate' : 'value', { escape: false }).trim();
    const tag = { ...(name === '' ? {} : { key: name }), ...(value === '' ? {} : { value }) };
    return Object.keys(tag).length === 0 ? [] : [tag];
  });
}

const idPattern = /^[0-9a-f]{24}$/i;

/** Ids, of one or a list of them; what is no id names nobody. */
export function readIds(value: unknown): string[] {
  return [value]
    .flat()
    .map((id) => toText(id).trim())
    .filter((id) => idPattern.test(id));
}
