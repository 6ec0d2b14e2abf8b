import { readTag } from '../../api/queries/devices.ts';
import type { Body } from '../../api/shapes.ts';
import { t } from '../../words/words.ts';
import type { AlarmRule } from './queries.ts';

/** A rule as it is typed: what does not belong to its kind stays as it was. */
export interface AlarmDraft {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly kind: AlarmRule['kind'];
  readonly level: AlarmRule['level'];
  readonly subject: string;
  readonly deviceId: string | null;
  /** `key=value`, `key` or `=value`. */
  readonly deviceTags: string[];
  readonly minutes: number | string;
  readonly includeNeverReported: boolean;
  readonly attribute: string;
  readonly operator: NonNullable<AlarmRule['operator']>;
  readonly limit: string;
  readonly clearLimit: string;
}

export const emptyDraft: AlarmDraft = {
  name: '',
  description: '',
  enabled: true,
  kind: 'threshold',
  level: 'warning',
  subject: '',
  deviceId: null,
  deviceTags: [],
  minutes: 5,
  includeNeverReported: false,
  attribute: '',
  operator: 'above',
  limit: '',
  clearLimit: '',
};

/** What is stored, to be edited. */
export function toDraft(rule: AlarmRule): AlarmDraft {
  const { name, description, enabled, kind, level, subject, deviceId, deviceTags, minutes } = rule;
  return {
    ...{ name, description, enabled, kind, level, subject, minutes },
    deviceId: deviceId ?? null,
    deviceTags: deviceTags.map(({ key = '', value = '' }) => (value === '' ? key : `${key}=${value}`)),
    includeNeverReported: rule.includeNeverReported ?? false,
    attribute: rule.attribute ?? '',
    operator: rule.operator ?? 'above',
    limit: rule.limit === undefined ? '' : String(rule.limit),
    clearLimit: rule.clearLimit === undefined ? '' : String(rule.clearLimit),
  };
}

/** The draft as the API takes it: for a new rule with its kind. */
export function toBody(draft: AlarmDraft): Omit<Body<'POST', '/applications/{applicationId}/alarm-rules'>, 'kind'> {
  const { name, description, enabled, level, subject, deviceId, deviceTags, minutes, operator } = draft;
  return {
    ...{ name, description, enabled, level, deviceId },
    minutes: Number(minutes),
    deviceTags: deviceId === null ? deviceTags.map(readTag) : [],
    ...(subject.trim() === '' ? {} : { subject }),
    ...(draft.kind === 'silence'
      ? { includeNeverReported: draft.includeNeverReported }
      : {
          attribute: draft.attribute.trim(),
          operator,
          limit: readLimit(draft),
          clearLimit: isOrder(operator) && draft.clearLimit.trim() !== '' ? Number(draft.clearLimit) : null,
        }),
  };
}

/** Whether the operator compares numbers. */
export function isOrder(operator: AlarmDraft['operator']): boolean {
  return operator === 'above' || operator === 'below';
}

/** As it is meant: a number or true and false where it reads like one. */
function readLimit({ limit }: AlarmDraft): number | boolean | string {
  const text = limit.trim();
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : limit;
}

/** What is wrong before anything is sent. */
export function checkDraft(draft: AlarmDraft) {
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
  const { kind, name, minutes, attribute, operator, limit, clearLimit } = draft;
  const isThreshold = kind === 'threshold';
  const ordered = isThreshold && isOrder(operator);
  return {
    name: name.trim() === '' ? t('Give it a name') : undefined,
    minutes: minutes === '' ? t('A number of minutes') : undefined,
    attribute: isThreshold && attribute.trim() === '' ? t('Which attribute?') : undefined,
    limit: ordered && !isNumber(limit) ? t('A number') : isThreshold && limit === '' ? t('Which value?') : undefined,
    clearLimit: ordered && clearLimit.trim() !== '' && !isNumber(clearLimit) ? t('A number, or nothing') : undefined,
  };
}
