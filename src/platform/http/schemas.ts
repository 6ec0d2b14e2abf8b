import { type Static, type TSchema, Type } from 'typebox';

/** Schemas that every feature's routes share. */

export const errorAnswer = Type.Object(
  {
    type: Type.String(),
    message: Type.String(),
    field: Type.Optional(Type.String({ description: 'Of a 400: the field that is wrong, where one is.' })),
    details: Type.Optional(
      Type.Array(Type.Object({}, { additionalProperties: true }), {
        description: 'Of a 400 that has found several things wrong, as saving a workflow may: all of them.',
      }),
    ),
    requestId: Type.String(),
  },
  { title: 'Error' },
);

/** The response of actions that have nothing else to say. */
export const successAnswer = Type.Object({ success: Type.Literal(true) }, { title: 'Success' });

/** 24 hex digits (semantics.md, "Conventions"); upper case is accepted and reaches the code in lower case, as it is stored. */
export const id = Type.String({ pattern: '^[A-Fa-f\\d]{24}$', 'x-form': 'id' });
/** ISO-8601 UTC with milliseconds. */
export const dateTime = Type.String({ format: 'date-time' });
/** The name of a time zone, such as Europe/Berlin. */
export const timeZone = Type.String({ format: 'time-zone', maxLength: 255 });
/** Marks text that people type: it is kept and compared in one form (`normalizeText`). */
export const normalized = { 'x-form': 'NFC' } as const;
/** An address that mail can be sent to; installations without internet have some such as admin@localhost. */
export const email = Type.String({ format: 'email', maxLength: 1024, ...normalized });
/** The value of a tag, where a device has it and where it is asked for. */
export const tagValue = Type.String({ minLength: 1, maxLength: 255, ...normalized });
/** `_links` of a resource; left out for callers that ask with `_links=false`. */
export const links = Type.Object({ self: Type.Object({ href: Type.String() }) });

/** `storageStats` of a summary: how many contents of files there are, and their bytes. */
export const storageStats = Type.Object({ count: Type.Number(), size: Type.Number() });

/** The summary of a user or an organization. */
export const ownerSummary = Type.Object(
  {
    storageStats: Type.Optional(storageStats),
    payloadCount: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()))),
  },
  { additionalProperties: Type.Number() },
);

/** The paging parameters of every list (semantics.md, "Conventions"); checked by `readPage`. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 0 })),
  perPage: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  sortField: Type.Optional(Type.String()),
  sortDirection: Type.Optional(Type.String()),
  filterField: Type.Optional(Type.String()),
  filter: Type.Optional(Type.String()),
};

/** What narrows a history (states, commands, connections of one device) that is listed newest first. */
export const historyQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
  /** Only entries from this time on; ms since the epoch, or relative to now when not positive. */
  since: Type.Optional(Type.Number()),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'desc' })),
});
/** `historyQuery` after validation, with its defaults filled in. */
export type HistoryQuery = Static<typeof historyQuery>;

/**
 * The response of a list (semantics.md, "Conventions"). `title` names it in the OpenAPI document; `extra` are fields
 * that
 * only this list has, such as the id of its application.
 */
export function pageAnswerOf(item: TSchema, title: string, extra: Record<string, TSchema> = {}): TSchema {
  return Type.Object(
    {
      items: Type.Array(item),
      count: Type.Integer(),
      totalCount: Type.Integer(),
      perPage: Type.Integer(),
      page: Type.Integer(),
      sortField: Type.String(),
      sortDirection: Type.String(),
      filterField: Type.Optional(Type.String()),
      filter: Type.Optional(Type.String()),
      truncated: Type.Optional(
        Type.Literal(true, {
          description: 'The page ends early because an answer must not be larger; ask for less per page.',
        }),
      ),
      ...extra,
      _type: Type.String(),
      _links: Type.Optional(links),
    },
    { title },
  );
}
