import { joinText, lengthOf, toScriptText, toText, typeName } from '../conversions.ts';
import { isEqual } from '../expression-operators.ts';
import { type Helper, plainValue } from '../helper.ts';
import { isContainer, readOwn, writeOwn } from '../values.ts';

/** `.` means the item itself. */
function propertyOf(item: unknown, key: unknown): unknown {
  const name = toText(key);
  return name === '.' ? item : readOwn(item, name);
}

function indexByKey(list: unknown, value: unknown, key: unknown): number {
  return Array.isArray(list) ? list.findIndex((item) => isEqual(propertyOf(item, key), value)) : -1;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || Number.isNaN(value);
}

function makeObject(...sources: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const source of sources) {
    if (isContainer(source)) for (const [key, value] of Object.entries(source)) writeOwn(result, key, value);
  }
  return result;
}

/** Reading from and making lists and objects. */
export const collectionHelpers: readonly [string, Helper][] = [
  ['length', { call: ([value]) => lengthOf(value) }],
  ['typeof', { call: ([value]) => typeName(value) }],
  [
    'join',
    {
      call: ([list, separator = ',']) => (Array.isArray(list) ? joinText(list, toText(separator)) : toText(list)),
    },
  ],
  ['last', { call: ([list]) => (Array.isArray(list) || typeof list === 'string' ? list[list.length - 1] : undefined) }],
  ['array', { standsAlone: true, call: (values) => [...values] }],
  ['obj', { standsAlone: true, call: (_values, { hash }) => makeObject(hash) }],
  ['merge', { call: (values, { hash }) => makeObject(...values, hash) }],
  // As in Handlebars: what is no object is the result itself.
  ['lookup', { call: ([object, key]) => (object ? readOwn(object, toScriptText(key)) : object) }],
  ['indexByKey', { call: ([list, value, key = 'key']) => indexByKey(list, value, key) }],
  [
    'valueByKey',
    {
      call([list, value, key = 'key', path = 'value']) {
        const index = indexByKey(list, value, key);
        return index < 0 ? undefined : propertyOf((list as unknown[])[index], path);
      },
    },
  ],
  ['defaultTo', { takesSafeText: true, call: ([value, other]) => (isBlank(plainValue(value)) ? other : value) }],
];
