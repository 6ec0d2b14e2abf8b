import { formatNumber, formatValue } from '../../shared/format.ts';
import type { AlarmRule } from './queries.ts';

export const operatorLabels: Readonly<Record<NonNullable<AlarmRule['operator']>, string>> = {
  above: 'is above',
  below: 'is below',
  equals: 'is',
  notEquals: 'is not',
};

/** What a rule watches for, in a line. */
export function describeRule(rule: AlarmRule): string {
  const { kind, minutes, attribute = '', operator = 'above', limit, clearLimit } = rule;
  const time = minutes === 1 ? '1 minute' : `${formatNumber(minutes)} minutes`;
  if (kind === 'silence') return `Silent for ${time}`;
  const until = clearLimit === undefined ? '' : `, until ${formatNumber(clearLimit)}`;
  return `${attribute} ${operatorLabels[operator]} ${formatValue(limit)}${minutes === 0 ? '' : ` for ${time}`}${until}`;
}

/** Which devices a rule is about. */
export function describeDevices({ deviceId, deviceTags }: AlarmRule): string {
  if (deviceId !== undefined) return 'One device';
  if (deviceTags.length === 0) return 'All devices';
  return deviceTags.map(({ key, value }) => (value === undefined ? key : `${key ?? ''}=${value}`)).join(', ');
}
