import { formatCount, formatNumber, formatValue } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import type { AlarmRule } from './queries.ts';

export const operatorLabels: Readonly<Record<NonNullable<AlarmRule['operator']>, string>> = {
  above: t('is above'),
  below: t('is below'),
  equals: t('is'),
  notEquals: t('is not'),
};

/** What a rule watches for, in a line. */
export function describeRule(rule: AlarmRule): string {
  const { kind, minutes, attribute = '', operator = 'above', limit, clearLimit } = rule;
  const time = formatCount(minutes, 'minute');
  if (kind === 'silence') return t('Silent for {time}', { time });
  const until = clearLimit === undefined ? '' : t(', until {clearLimit}', { clearLimit: formatNumber(clearLimit) });
  return `${attribute} ${operatorLabels[operator]} ${formatValue(limit)}${minutes === 0 ? '' : t(' for {time}', { time })}${until}`;
}

/** Which devices a rule is about. */
export function describeDevices({ deviceId, deviceTags }: AlarmRule): string {
  if (deviceId !== undefined) return t('One device');
  if (deviceTags.length === 0) return t('All devices');
  return deviceTags.map(({ key, value }) => (value === undefined ? key : `${key ?? ''}=${value}`)).join(', ');
}
