import type { ActiveTrigger } from '../workflows/index.ts';
import type { Occurrence } from './occurrence.ts';

/**
 * Whether a trigger of a device wants a state (workflows.md, "2. Triggers"): whether it came alone or in an array, how old it is,
 * and which attributes it has.
 */
export function wantsState(
  { config }: Pick<ActiveTrigger, 'config'>,
  occurrence: Pick<Occurrence, 'kind' | 'batch' | 'data' | 'time' | 'arrivedAt'>,
): boolean {
  const { kind, batch, data, time } = occurrence;
  const { triggerOn = 'both', batchBehavior = 'each', maxAge, allowInvalid } = config;
  if (kind === 'refusedState') return allowInvalid === true;
  if (triggerOn === 'individual' && batch) return false;
  if (triggerOn === 'batch' && !batch) return false;
  // All of a report in one run, which its first state brings along; or a run for each.
  if (batch && batchBehavior === 'once') return batch.states !== undefined;
  const arrivedAt = Number(occurrence.arrivedAt ?? time);
  if (typeof maxAge === 'number' && maxAge > 0 && arrivedAt - time > maxAge * 1000) return false;
  const whitelist = toNames(config.attributeWhitelist);
  const blacklist = toNames(config.attributeBlacklist);
  if (whitelist.length === 0 && blacklist.length === 0) return true;
  const names = Object.keys(data as object);
  if (whitelist.length > 0 && !whitelist.some((name) => names.includes(name))) return false;
  return blacklist.length === 0 || names.some((name) => !blacklist.includes(name));
}

function toNames(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
}
