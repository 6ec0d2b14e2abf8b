import { type Static, Type } from 'typebox';
import {
  dateTime,
  email,
  id,
  links,
  normalized,
  pageAnswerOf,
  pageQuery,
  tagValue,
} from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** Least severe first. */
export const levels = ['info', 'warning', 'error', 'critical'] as const;
/** How severe an event is. */
export type EventLevel = (typeof levels)[number];
export const states = ['new', 'acknowledged', 'resolved'] as const;
/** What has become of an event. */
export type EventState = (typeof states)[number];
/** Who made an event or an update of it (resources.md, "Rules for all"); `alarmRule` and `dashboard` are ours. */
export const sourceTypes = [
  'user',
  'apiToken',
  'device',
  'flow',
  'experienceUser',
  'public',
  'alarmRule',
  'dashboard',
] as const;

const level = Type.Enum([...levels]);
const state = Type.Enum([...states]);
const subject = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const text = Type.String({ maxLength: 32767 });
const tagsSent = Type.Record(Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }), tagValue, {
  additionalProperties: false,
  maxProperties: 100,
});
const tags = Type.Record(Type.String(), Type.String());

export const eventPost = Type.Object(
  {
    level,
    state: Type.Optional(state),
    subject,
    message: Type.Optional(text),
    data: Type.Optional(Type.Unknown()),
    deviceId: Type.Optional(id),
    eventTags: Type.Optional(tagsSent),
    /** In the forms of a state's time; `readCreationDate` says which are taken. */
    creationDate: Type.Optional(
      Type.Union([
        Type.String(),
        Type.Number(),
        Type.Object({ $date: Type.Union([Type.String(), Type.Number()]) }, { additionalProperties: false }),
      ]),
    ),
  },
  { additionalProperties: false, title: 'Event Post' },
);
export type EventPost = Static<typeof eventPost>;

/** The body of `event.patch` (resources.md, "Events"). */
export const eventPatch = Type.Object(
  {
    state: Type.Optional(state),
    comment: Type.Optional(text),
    data: Type.Optional(Type.Unknown()),
    /** Merged key by key. */
    eventTags: Type.Optional(tagsSent),
    level: Type.Optional(level),
    subject: Type.Optional(subject),
    /** Null: the event is of no device any more. */
    deviceId: Type.Optional(Type.Union([id, Type.Null()])),
  },
  { additionalProperties: false, title: 'Event Patch' },
);
export type EventPatch = Static<typeof eventPatch>;

const source = {
  sourceType: Type.Enum([...sourceTypes]),
  sourceId: id,
  sourceName: Type.Optional(Type.String()),
};
const eventUpdate = Type.Object({
  ...source,
  creationDate: dateTime,
  comment: Type.Optional(Type.String()),
  data: Type.Optional(Type.Unknown()),
  /** After the update. */
  state,
  stateChange: Type.Optional(Type.Object({ old: state, new: state })),
  tagsChange: Type.Optional(Type.Object({ old: tags, new: tags })),
  levelChange: Type.Optional(Type.Object({ old: level, new: level })),
  subjectChange: Type.Optional(Type.Object({ old: Type.String(), new: Type.String() })),
  deviceIdChange: Type.Optional(
    Type.Object({ old: Type.Union([id, Type.Null()]), new: Type.Union([id, Type.Null()]) }),
  ),
});

export const eventAnswer = Type.Object(
  {
    id,
    eventId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    ...source,
    level,
    state,
    subject: Type.String(),
    message: Type.String(),
    data: Type.Optional(Type.Unknown()),
    deviceId: Type.Optional(id),
    deviceName: Type.Optional(Type.String()),
    eventTags: tags,
    /** The newest 100, the oldest of them first. */
    updates: Type.Array(eventUpdate),
    /** How many there are in all (ours). */
    updateCount: Type.Integer(),
    _type: Type.Literal('event'),
    _links: Type.Optional(links),
  },
  { title: 'Event' },
);

/** An advanced event query as JSON text, as it travels in a query string; `compileEventQuery` says what it may hold. */
const queryText = Type.Optional(Type.String({ maxLength: 65_536 }));
const advancedQuery = Type.Object({}, { additionalProperties: true, title: 'Advanced Event Query' });

/** Which events are meant: `query` takes the place of the others. */
const choice = {
  filterField: Type.Optional(Type.String()),
  filter: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  query: queryText,
};
export const eventsQuery = Type.Object({ ...pageQuery, state: choice.state, query: queryText });
export type EventsQuery = Static<typeof eventsQuery>;
export const eventsPatchQuery = Type.Object(choice);
export type EventsPatchQuery = Static<typeof eventsPatchQuery>;
export const mostRecentQuery = Type.Object({ filter: choice.filter, query: queryText });
export type MostRecentQuery = Static<typeof mostRecentQuery>;
/** Not optional: who sends nothing at all has not said that all are to go. */
export const eventsDelete = advancedQuery;

export const eventsAnswer = pageAnswerOf(eventAnswer, 'Events', {
  applicationId: id,
  state: Type.Optional(state),
  query: Type.Optional(advancedQuery),
});
export const mostRecentAnswer = Type.Object(
  { event: Type.Optional(eventAnswer), newCount: Type.Integer() },
  { title: 'Most Recent Event' },
);
export const eventsDeleted = Type.Object({ removed: Type.Integer() }, { title: 'Events Deleted' });
export const jobStarted = Type.Object({ success: Type.Literal(true), jobId: id }, { title: 'Success' });

export const eventsExport = Type.Optional(
  Type.Object(
    {
      email: Type.Optional(email),
      query: Type.Optional(advancedQuery),
      callbackUrl: Type.Optional(Type.String({ maxLength: 1024 })),
      /** Ours: an apostrophe before every text that a spreadsheet would run as a formula. */
      guardFormulas: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, title: 'Event Export Options' },
  ),
);
export type EventsExport = NonNullable<Static<typeof eventsExport>>;

export const eventChangeAnswer = Type.Object(
  {
    id,
    jobId: id,
    applicationId: id,
    state: Type.Enum(['pending', 'running', 'done', 'failed']),
    /** Events that have been changed so far. */
    changed: Type.Integer(),
    error: Type.Optional(Type.String()),
    creationDate: dateTime,
    lastUpdated: dateTime,
    _type: Type.Literal('eventChange'),
    _links: Type.Optional(links),
  },
  { title: 'Event Change' },
);

export const eventsStreamQuery = Type.Object({
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 2 })),
  /** Only events about this device. */
  deviceId: Type.Optional(id),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});
