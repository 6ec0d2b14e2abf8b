import { type Static, Type } from 'typebox';
import { dateTime, email, id, normalized } from '../../../platform/http/schemas.ts';
import { callbackUrl, reportContext, text } from '../schemas.ts';

/** A report by hand (dashboards.md, "10. Reports"). */
export const sendReportPost = Type.Object(
  {
    toEmail: Type.Optional(Type.Array(email, { maxItems: 10 })),
    subject: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
    message: Type.Optional(text),
    theme: Type.Optional(Type.Enum(['dark', 'light'])),
    /** Epoch ms; left out: now. */
    time: Type.Optional(Type.Number({ minimum: 0 })),
    timezone: Type.Optional(Type.String({ maxLength: 255 })),
    locale: Type.Optional(Type.String({ maxLength: 5 })),
    ctx: Type.Optional(reportContext),
    callbackUrl: Type.Optional(callbackUrl),
    branded: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Dashboard Send Report' },
);
export type SendReportPost = Static<typeof sendReportPost>;
export const reportQueued = Type.Object(
  { success: Type.Literal(true), jobId: id },
  { title: 'Dashboard Report Queued' },
);
export const reportAccepted = Type.Object(
  { success: Type.Literal(true), jobQueued: Type.Literal(true), jobId: id },
  { title: 'Job Enqueued API Result' },
);
export const reportsAnswer = Type.Object(
  {
    count: Type.Integer(),
    items: Type.Array(
      Type.Object({
        id,
        reportId: id,
        /** Of the schedule; left out for one by hand. */
        configId: Type.Optional(Type.String()),
        state: Type.Enum(['queued', 'sent', 'failed']),
        creationDate: dateTime,
        /** The moment that it shows. */
        time: dateTime,
        endDate: Type.Optional(dateTime),
        attempts: Type.Integer(),
        /** Left out for viewers. */
        toEmail: Type.Optional(Type.Array(Type.String())),
        subject: Type.Optional(Type.String()),
        error: Type.Optional(Type.String()),
      }),
    ),
    /** When each schedule is due next. */
    next: Type.Array(Type.Object({ configId: Type.String(), due: dateTime })),
    /** Whether mails are sent at all, and pictures made. */
    canMail: Type.Boolean(),
    canDraw: Type.Boolean(),
  },
  { title: 'Dashboard Report Runs' },
);
