import { type Static, Type } from 'typebox';
import {
  dateTime,
  email,
  id,
  links,
  normalized,
  pageAnswerOf,
  pageQuery,
  timeZone,
} from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';
import { tagQueries } from '../devices/index.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const level = Type.Enum(['info', 'warning', 'error', 'critical']);
const state = Type.Enum(['new', 'acknowledged', 'resolved']);
const subject = Type.String({ maxLength: 255, ...normalized });
const closed = { additionalProperties: false };

const emailChannel = Type.Object(
  { addresses: Type.Array(email, { minItems: 1, maxItems: 10, uniqueItems: true }) },
  closed,
);
const webhookChannel = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 1024 }),
    secret: Type.Optional(secret(Type.String({ minLength: 1, maxLength: 255 }), { recipient: ['url'] })),
  },
  closed,
);
/** The channels as they are stored: the secret is sealed. */
export const channelsSchema = Type.Object({
  email: Type.Optional(emailChannel),
  webhook: Type.Optional(webhookChannel),
});
export type Channels = Static<typeof channelsSchema>;

const time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const quietTime = Type.Object(
  {
    timeZone,
    days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
    start: time,
    end: time,
    exceptCritical: Type.Optional(Type.Boolean()),
  },
  closed,
);
const repeat = Type.Object(
  { minutes: Type.Number({ minimum: 1, maximum: 10_080 }), times: Type.Integer({ minimum: 1, maximum: 100 }) },
  closed,
);

const optionalFields = {
  description: Type.Optional(description),
  enabled: Type.Optional(Type.Boolean()),
  levels: Type.Optional(Type.Array(level, { minItems: 1, maxItems: 4, uniqueItems: true })),
  states: Type.Optional(Type.Array(state, { minItems: 1, maxItems: 3, uniqueItems: true })),
  subject: Type.Optional(subject),
  deviceTags: Type.Optional(tagQueries),
  email: Type.Optional(Type.Union([emailChannel, Type.Null()])),
  webhook: Type.Optional(Type.Union([webhookChannel, Type.Null()])),
  console: Type.Optional(Type.Boolean()),
  quietTime: Type.Optional(Type.Union([quietTime, Type.Null()])),
  repeat: Type.Optional(Type.Union([repeat, Type.Null()])),
  digestMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 1_440 })),
  maxPerHour: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
};
export const notificationRulePost = Type.Object(
  { name, ...optionalFields },
  { ...closed, title: 'Notification Rule Post' },
);
export type NotificationRulePost = Static<typeof notificationRulePost>;
export const notificationRulePatch = Type.Object(
  { name: Type.Optional(name), ...optionalFields },
  { ...closed, title: 'Notification Rule Patch' },
);
export type NotificationRulePatch = Static<typeof notificationRulePatch>;

export const notificationRule = Type.Object(
  {
    id,
    notificationRuleId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    enabled: Type.Boolean(),
    levels: Type.Array(level),
    states: Type.Array(state),
    subject: Type.String(),
    deviceTags: tagQueries,
    email: Type.Optional(Type.Object({ addresses: Type.Array(Type.String()) })),
    webhook: Type.Optional(
      Type.Object({
        url: Type.String(),
        secret: Type.Optional(Type.String({ description: 'A placeholder, where there is a secret.' })),
      }),
    ),
    console: Type.Boolean(),
    quietTime: Type.Optional(quietTime),
    repeat: Type.Optional(repeat),
    digestMinutes: Type.Number(),
    maxPerHour: Type.Integer(),
    _type: Type.Literal('notificationRule'),
    _links: Type.Optional(links),
  },
  { title: 'Notification Rule' },
);
export const notificationRulesQuery = Type.Object(pageQuery);
export const notificationRules = pageAnswerOf(notificationRule, 'Notification Rules', { applicationId: id });

export const notificationTest = Type.Object(
  { success: Type.Literal(true), notificationIds: Type.Array(id) },
  { title: 'Notification Test' },
);

const occurrence = Type.Object({
  eventId: id,
  change: Type.Enum(['created', 'changed']),
  level,
  state,
  oldState: Type.Optional(state),
  oldLevel: Type.Optional(level),
  subject: Type.String(),
  message: Type.String(),
  comment: Type.Optional(Type.String()),
  deviceId: Type.Optional(id),
  deviceName: Type.Optional(Type.String()),
  eventTags: Type.Record(Type.String(), Type.String()),
  creationDate: dateTime,
  time: dateTime,
});
const reason = Type.Enum(['event', 'repeat', 'test']);
const deliveryState = Type.Enum(['pending', 'delivered', 'failed', 'cancelled']);
export const notification = Type.Object(
  {
    id,
    notificationId: id,
    applicationId: id,
    notificationRuleId: id,
    notificationRuleName: Type.String(),
    channel: Type.Enum(['email', 'webhook']),
    target: Type.String(),
    reason,
    state: deliveryState,
    attempts: Type.Integer(),
    error: Type.Optional(Type.String({ description: 'What the last attempt came to.' })),
    nextAttempt: Type.Optional(dateTime),
    events: Type.Array(occurrence),
    eventCount: Type.Integer(),
    creationDate: dateTime,
    lastUpdated: dateTime,
    _type: Type.Literal('notification'),
    _links: Type.Optional(links),
  },
  { title: 'Notification' },
);
export const notificationsQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  perPage: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  state: Type.Optional(deliveryState),
  notificationRuleId: Type.Optional(id),
});
export type NotificationsQuery = Static<typeof notificationsQuery>;
export const notifications = Type.Object(
  {
    applicationId: id,
    items: Type.Array(notification),
    count: Type.Integer(),
    totalCount: Type.Integer(),
    page: Type.Integer(),
    perPage: Type.Integer(),
    _type: Type.Literal('notifications'),
    _links: Type.Optional(links),
  },
  { title: 'Notifications' },
);

export const notificationInboxQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** The `number` of an entry: only older ones. */
  before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
});
export type NotificationInboxQuery = Static<typeof notificationInboxQuery>;
export const notificationInboxRead = Type.Object(
  {
    upTo: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The `number` of the newest entry that was read.',
    }),
  },
  { ...closed, title: 'Notification Inbox Read' },
);
export type NotificationInboxRead = Static<typeof notificationInboxRead>;
export const notificationInbox = Type.Object(
  {
    applicationId: id,
    items: Type.Array(
      Type.Object({
        id,
        number: Type.Integer({ description: 'Later entries have greater ones.' }),
        creationDate: dateTime,
        notificationRuleId: id,
        notificationRuleName: Type.String(),
        reason,
        event: occurrence,
        isRead: Type.Boolean(),
      }),
    ),
    count: Type.Integer(),
    unreadCount: Type.Integer(),
    _type: Type.Literal('notificationInbox'),
    _links: Type.Optional(links),
  },
  { title: 'Notification Inbox' },
);
