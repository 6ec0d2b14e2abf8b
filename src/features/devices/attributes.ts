import { invalid } from '../../kernel/errors.ts';
import type { Attribute } from './schemas.ts';

/**
 * An attribute as it is stored. `key` names it inside `device_state.data`; keys of one device are never reused for
 * something else, so a change of type simply takes a new key and leaves the old history unreachable, and a removed
 * attribute that comes back with the same type finds its history again.
 */
export interface StoredAttribute extends Attribute {
  readonly key: number;
  readonly retired?: boolean;
}

/** Four times as many as a device may have at a time; every read of the device carries them. */
const maxRetired = 1000;

/**
 * Works out what is stored when a device's attributes become `wanted`.
 *
 * @throws AppError Validation when a name stands there twice.
 */
export function planAttributes(
  stored: readonly StoredAttribute[],
  wanted: readonly Attribute[],
): readonly StoredAttribute[] {
  const names = new Set<string>();
  for (const [index, { name }] of wanted.entries()) {
    if (names.has(name)) throw invalid(`attributes[${index}].name`, `must be unique; "${name}" appears twice`);
    // Objects keyed by attribute name could not hold it.
    if (name === '__proto__') throw invalid(`attributes[${index}].name`, 'must not be __proto__');
    names.add(name);
  }
  let nextKey = stored.reduce((highest, attribute) => Math.max(highest, attribute.key), 0) + 1;
  const active = wanted.map((attribute): StoredAttribute => {
    const known = stored.findLast(({ name, dataType }) => name === attribute.name && dataType === attribute.dataType);
    const mayReuse = known && !(known.retired && hasNewerKey(stored, known));
    return { ...attribute, key: mayReuse ? known.key : nextKey++ };
  });
  const activeKeys = new Set(active.map((attribute) => attribute.key));
  const retired = stored
    .filter((attribute) => !activeKeys.has(attribute.key))
    .map(({ key, name, dataType, dataTTL }) => ({
      key,
      name,
      dataType,
      // What was to be kept for a short time is not kept for ever because its attribute is gone.
      ...(dataTTL === undefined ? {} : { dataTTL }),
      retired: true,
    }));
  return [...active, ...forgetOldest(retired)];
}

/**
 * The retired attributes that are remembered: not more than `maxRetired`. Those whose history is out of reach anyway, because
 * the name has had another type since, are forgotten first, then those that were made first. The newest always stays, so
 * that no key is ever used again.
 */
function forgetOldest(retired: readonly StoredAttribute[]): readonly StoredAttribute[] {
  const excess = retired.length - maxRetired;
  if (excess <= 0) return retired;
  const newestKeys = new Map<string, number>();
  for (const { name, key } of retired) newestKeys.set(name, Math.max(key, newestKeys.get(name) ?? 0));
  const isSuperseded = ({ name, key }: StoredAttribute): number => ((newestKeys.get(name) ?? key) > key ? 0 : 1);
  const oldestFirst = [...retired].sort((a, b) => isSuperseded(a) - isSuperseded(b) || a.key - b.key);
  const kept = new Set(oldestFirst.slice(excess));
  return retired.filter((attribute) => kept.has(attribute));
}

/** Whether the name has had another type since: then the history under the older key was dropped for good. */
function hasNewerKey(stored: readonly StoredAttribute[], attribute: StoredAttribute): boolean {
  return stored.some(({ name, key }) => name === attribute.name && key > attribute.key);
}

/** The attributes that the device has now; stored are also those it had, whose history comes back with them. */
export function activeAttributes(stored: readonly StoredAttribute[]): StoredAttribute[] {
  return stored.filter((attribute) => !attribute.retired);
}
