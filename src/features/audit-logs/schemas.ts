import { type Static, type TSchema, Type } from 'typebox';
import { dateTime, id, links, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';

const name = Type.Optional(Type.String({ maxLength: 1024 }));
const anyOf = <Item extends Record<string, TSchema>>(item: Item) =>
  Type.Optional(Type.Array(Type.Object(item, { additionalProperties: false }), { maxItems: 100 }));
const target = { id: Type.Optional(id), type: name, name };

/** Entries that match one of each list that is given. */
export const auditLogFilter = Type.Object(
  {
    primaryTarget: anyOf(target),
    secondaryTarget: anyOf(target),
    actor: anyOf(target),
    request: anyOf({ resource: name, action: name }),
    responseCode: Type.Optional(Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), { maxItems: 100 })),
  },
  { additionalProperties: false, title: 'Audit Log Filter' },
);
export type AuditLogFilter = Static<typeof auditLogFilter>;

const { page, perPage, sortField, sortDirection } = pageQuery;
export const auditLogsQuery = Type.Object({
  page,
  perPage,
  sortField,
  sortDirection,
  start: Type.Optional(Type.Number()),
  end: Type.Optional(Type.Number()),
  auditLogFilter: Type.Optional(auditLogFilter),
});
export type AuditLogsQuery = Static<typeof auditLogsQuery>;

const text = Type.Optional(Type.String());
export const auditLog = Type.Object(
  {
    id,
    auditLogId: id,
    creationDate: dateTime,
    orgId: Type.Optional(id),
    userId: Type.Optional(id),
    primaryTargetId: text,
    primaryTargetType: text,
    primaryTargetName: text,
    secondaryTargetId: text,
    secondaryTargetType: text,
    secondaryTargetName: text,
    actorId: id,
    actorType: Type.String(),
    actorName: Type.String(),
    requestResource: Type.String(),
    requestAction: Type.String(),
    requestPathParams: Type.Record(Type.String(), Type.Unknown()),
    requestQueryParams: Type.Record(Type.String(), Type.Unknown()),
    requestBody: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    responseStatus: Type.Integer(),
    /** The address that the request came from, and its id in the server's log. */
    requestAddress: Type.String(),
    requestId: Type.String(),
    _type: Type.Literal('auditLog'),
    _links: Type.Optional(links),
  },
  { title: 'Audit Log' },
);
export const auditLogs = pageAnswerOf(auditLog, 'Audit Logs', { orgId: Type.Optional(id), userId: Type.Optional(id) });
