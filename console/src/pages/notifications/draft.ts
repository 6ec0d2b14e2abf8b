import { readTag } from '../../api/queries/devices.ts';
import type { Body } from '../../api/shapes.ts';
import type { EventLevel, EventState } from '../../shared/events/levels.ts';
import { t } from '../../words/words.ts';
import type { NotificationRule } from './queries.ts';

export interface RuleDraft {
  readonly name: string;
  readonly enabled: boolean;
  readonly levels: string[];
  readonly states: string[];
  readonly subject: string;
  readonly deviceTags: string[];
  readonly addresses: string[];
  readonly url: string;
  /** The placeholder keeps what is stored. */
  readonly secret: string;
  readonly console: boolean;
  readonly isQuiet: boolean;
  readonly timeZone: string;
  readonly days: string[];
  readonly start: string;
  readonly end: string;
  readonly exceptCritical: boolean;
  /** 0: told once. */
  readonly repeatMinutes: number | string;
  readonly repeatTimes: number | string;
  readonly digestMinutes: number | string;
  readonly maxPerHour: number | string;
}

export const emptyDraft: RuleDraft = {
  name: '',
  enabled: true,
  levels: ['critical', 'error', 'warning'],
  states: ['new'],
  subject: '',
  deviceTags: [],
  addresses: [],
  url: '',
  secret: '',
  console: true,
  isQuiet: false,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  days: ['0', '1', '2', '3', '4', '5', '6'],
  start: '22:00',
  end: '06:00',
  exceptCritical: true,
  repeatMinutes: 0,
  repeatTimes: 5,
  digestMinutes: 0,
  maxPerHour: 60,
};

/** What is stored, to be edited. */
export function toDraft(rule: NotificationRule): RuleDraft {
  const { name, enabled, levels, states, subject, deviceTags, email, webhook, quietTime, repeat } = rule;
  return {
    ...emptyDraft,
    ...{ name, enabled, subject, console: rule.console },
    levels: [...levels],
    states: [...states],
    deviceTags: deviceTags.map(({ key = '', value = '' }) => (value === '' ? key : `${key}=${value}`)),
    addresses: [...(email?.addresses ?? [])],
    url: webhook?.url ?? '',
    secret: webhook?.secret ?? '',
    isQuiet: quietTime !== undefined,
    ...(quietTime === undefined
      ? {}
      : {
          ...{ timeZone: quietTime.timeZone, start: quietTime.start, end: quietTime.end },
          days: quietTime.days.map(String),
          exceptCritical: quietTime.exceptCritical ?? true,
        }),
    repeatMinutes: repeat?.minutes ?? 0,
    repeatTimes: repeat?.times ?? 5,
    digestMinutes: rule.digestMinutes,
    maxPerHour: rule.maxPerHour,
  };
}

/** The draft as the API takes it. */
export function toBody(draft: RuleDraft): Body<'POST', '/applications/{applicationId}/notification-rules'> {
  const { name, enabled, subject, addresses, url, secret, isQuiet, timeZone, days, start, end, exceptCritical } = draft;
  return {
    ...{ name, enabled, subject, console: draft.console },
    levels: draft.levels as EventLevel[],
    states: draft.states as EventState[],
    deviceTags: draft.deviceTags.map(readTag),
    email: addresses.length === 0 ? null : { addresses },
    webhook: url.trim() === '' ? null : { url: url.trim(), ...(secret === '' ? {} : { secret }) },
    quietTime: isQuiet ? { timeZone, days: days.map(Number), start, end, exceptCritical } : null,
    repeat:
      Number(draft.repeatMinutes) > 0
        ? { minutes: Number(draft.repeatMinutes), times: Number(draft.repeatTimes) }
        : null,
    digestMinutes: Number(draft.digestMinutes),
    maxPerHour: Number(draft.maxPerHour),
  };
}

/** What is wrong before anything is sent. */
export function checkDraft(draft: RuleDraft) {
  const hasChannel = draft.console || draft.addresses.length > 0 || draft.url.trim() !== '';
  return {
    name: draft.name.trim() === '' ? t('Give it a name') : undefined,
    levels: draft.levels.length === 0 ? t('At least one level') : undefined,
    states: draft.states.length === 0 ? t('At least one state') : undefined,
    addresses: hasChannel ? undefined : t('An address, a URL, or the console: somebody must be told'),
    days: draft.isQuiet && draft.days.length === 0 ? t('At least one day') : undefined,
  };
}

/** The API's names of the fields, and what the form calls them. */
export const fieldNames = {
  name: 'name',
  levels: 'levels',
  states: 'states',
  subject: 'subject',
  deviceTags: 'deviceTags',
  email: 'addresses',
  'email.addresses': 'addresses',
  'webhook.url': 'url',
  'webhook.secret': 'secret',
  'quietTime.timeZone': 'timeZone',
  'quietTime.days': 'days',
  'quietTime.start': 'start',
  'quietTime.end': 'end',
  'repeat.minutes': 'repeatMinutes',
  'repeat.times': 'repeatTimes',
  digestMinutes: 'digestMinutes',
  maxPerHour: 'maxPerHour',
} as const;
