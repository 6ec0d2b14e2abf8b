import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';
import { operators } from './conditions.ts';

/** What a rule watches for. */
export const kinds = ['silence', 'threshold'] as const;

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const level = Type.Enum(['info', 'warning', 'error', 'critical']);
const kind = Type.Enum([...kinds]);
const operator = Type.Enum([...operators]);
const attribute = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
const limit = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 255 })]);
/** Thirty days at most: reports that are older are not taken either. */
const minutes = Type.Number({ minimum: 0, maximum: 43_200 });

const optionalFields = {
  description: Type.Optional(description),
  enabled: Type.Optional(Type.Boolean()),
  subject: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      ...normalized,
      description: 'Of its events; {device}, {rule}, {attribute}, {value}, {limit} and {minutes} are filled in.',
    }),
  ),
  deviceId: Type.Optional(Type.Union([id, Type.Null()], { description: 'One device; null: not one alone.' })),
  deviceTags: Type.Optional(tagQueries),
  includeNeverReported: Type.Optional(Type.Boolean()),
  attribute: Type.Optional(attribute),
  operator: Type.Optional(operator),
  limit: Type.Optional(limit),
  clearLimit: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
};

export const alarmRulePost = Type.Object(
  { name, kind, level, minutes, ...optionalFields },
  { additionalProperties: false, title: 'Alarm Rule Post' },
);
export type AlarmRulePost = Static<typeof alarmRulePost>;

export const alarmRulePatch = Type.Object(
  { name: Type.Optional(name), level: Type.Optional(level), minutes: Type.Optional(minutes), ...optionalFields },
  { additionalProperties: false, title: 'Alarm Rule Patch' },
);
export type AlarmRulePatch = Static<typeof alarmRulePatch>;

export const alarmRule = Type.Object(
  {
    id,
    alarmRuleId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    enabled: Type.Boolean(),
    kind,
    level,
    subject: Type.String(),
    deviceId: Type.Optional(id),
    deviceTags: tagQueries,
    minutes: Type.Number(),
    includeNeverReported: Type.Optional(Type.Boolean()),
    attribute: Type.Optional(Type.String()),
    operator: Type.Optional(operator),
    limit: Type.Optional(limit),
    clearLimit: Type.Optional(Type.Number()),
    openCount: Type.Integer({ description: 'Devices that it has an open event about.' }),
    _type: Type.Literal('alarmRule'),
    _links: Type.Optional(links),
  },
  { title: 'Alarm Rule' },
);
export const alarmRulesQuery = Type.Object({
  ...pageQuery,
  /** Only rules about this one device. */
  deviceId: Type.Optional(id),
});
export type AlarmRulesQuery = Static<typeof alarmRulesQuery>;
export const alarmRules = pageAnswerOf(alarmRule, 'Alarm Rules', { applicationId: id });

export const alarmStatesQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  perPage: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
export type AlarmStatesQuery = Static<typeof alarmStatesQuery>;

const alarmState = Type.Object(
  {
    deviceId: id,
    deviceName: Type.String(),
    state: Type.Enum(['waiting', 'open'], {
      description:
        'Whether it is only being watched, or beyond the limit but not for long enough, or has an open event.',
    }),
    since: Type.Optional(
      Type.String({ ...dateTime, description: 'Since when it is beyond the limit, or was last heard.' }),
    ),
    value: Type.Optional(limit),
    due: Type.Optional(Type.String({ ...dateTime, description: 'When an event is opened unless something changes.' })),
    eventId: Type.Optional(id),
  },
  { title: 'Alarm State' },
);
export const alarmStates = Type.Object(
  {
    applicationId: id,
    alarmRuleId: id,
    items: Type.Array(alarmState),
    count: Type.Integer(),
    totalCount: Type.Integer(),
    openCount: Type.Integer(),
    page: Type.Integer(),
    perPage: Type.Integer(),
    _type: Type.Literal('alarmStates'),
    _links: Type.Optional(links),
  },
  { title: 'Alarm States' },
);
