import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { AlarmRulePatch } from './schemas.ts';
import type { AlarmRuleRow } from './store.ts';
import { defaultSubjects } from './words.ts';

/** The columns that say what a rule watches for; a change of one of them is another version. */
export type WatchColumns = Pick<
  AlarmRuleRow,
  | 'device_id'
  | 'device_tags'
  | 'hold_ms'
  | 'include_never_reported'
  | 'attribute'
  | 'operator'
  | 'limit_value'
  | 'clear_limit'
>;

/** The shortest silence: reports that are seconds apart are no silence. */
const minSilenceMs = 6_000;

const nothing: WatchColumns = {
  device_id: null,
  device_tags: [],
  hold_ms: 0,
  include_never_reported: false,
  attribute: null,
  operator: null,
  limit_value: null,
  clear_limit: null,
};

/**
 * What the rule watches for once the fields are applied.
 *
 * @param before what is stored; left out for a new rule
 * @throws AppError Validation naming the field
 */
export function planWatch(
  kind: AlarmRuleRow['kind'],
  fields: AlarmRulePatch,
  before: WatchColumns = nothing,
): WatchColumns {
  const { deviceId, deviceTags, minutes, includeNeverReported, attribute, operator, limit, clearLimit } = fields;
  const limitValue = limit ?? before.limit_value;
  const after: WatchColumns = {
    device_id: deviceId === undefined ? before.device_id : (deviceId?.toLowerCase() ?? null),
    device_tags: deviceTags ?? before.device_tags,
    hold_ms: minutes === undefined ? before.hold_ms : Math.round(minutes * 60_000),
    include_never_reported: includeNeverReported ?? before.include_never_reported,
    attribute: attribute ?? before.attribute,
    operator: operator ?? before.operator,
    limit_value: limitValue,
    clear_limit: clearLimit === undefined ? before.clear_limit : clearLimit,
  };
  if (after.device_id !== null && after.device_tags.length > 0) {
    throw invalid('deviceTags', 'must be left out where deviceId names one device');
  }
  if (kind === 'silence') checkSilence(fields, after);
  else checkThreshold(fields, after);
  return after;
}

function checkSilence(fields: AlarmRulePatch, { hold_ms }: WatchColumns): void {
  for (const field of ['attribute', 'operator', 'limit', 'clearLimit'] as const) {
    if (fields[field] !== undefined && fields[field] !== null)
      throw invalid(field, 'does not fit a rule of kind silence');
  }
  if (hold_ms < minSilenceMs) throw invalid('minutes', `must be at least ${minSilenceMs / 60_000} for silence`);
}

function checkThreshold(fields: AlarmRulePatch, after: WatchColumns): void {
  const { attribute, operator, limit_value: limit, clear_limit: clearLimit } = after;
  if (fields.includeNeverReported !== undefined) {
    throw invalid('includeNeverReported', 'does not fit a rule of kind threshold');
  }
  if (attribute === null) throw invalid('attribute', 'is needed for a rule of kind threshold');
  // No device has an attribute of that name.
  if (attribute === '__proto__') throw invalid('attribute', 'must not be __proto__');
  if (operator === null) throw invalid('operator', 'is needed for a rule of kind threshold');
  if (limit === null) throw invalid('limit', 'is needed for a rule of kind threshold');
  if (containsUnstorableText(limit)) throw invalid('limit', 'must not contain U+0000 or lone surrogates');
  const isOrder = operator === 'above' || operator === 'below';
  if (isOrder && typeof limit !== 'number') throw invalid('limit', `must be a number for the operator ${operator}`);
  if (clearLimit === null) return;
  if (!isOrder) throw invalid('clearLimit', `does not fit the operator ${operator}`);
  if (operator === 'above' && clearLimit > Number(limit)) throw invalid('clearLimit', 'must not be above the limit');
  if (operator === 'below' && clearLimit < Number(limit)) throw invalid('clearLimit', 'must not be below the limit');
}

/** The subject of a rule that names none. */
export function defaultSubject(kind: AlarmRuleRow['kind']): string {
  return defaultSubjects[kind];
}

/** Whether the two watch for the same, so that what was found under the one counts under the other. */
export function isSameWatch(one: WatchColumns, other: WatchColumns): boolean {
  return (Object.keys(nothing) as (keyof WatchColumns)[]).every(
    (column) => JSON.stringify(one[column]) === JSON.stringify(other[column]),
  );
}
