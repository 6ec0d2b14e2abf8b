import { AppError, invalid } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { type CallbackPolicy, refuseCallback } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { countExports } from './store.ts';

/** Exports of one application that are not finished: more are asked for by mistake, or to be in the way. */
const maxOpen = 10;
/** Exports of one application that are kept, failed ones included: each is a row and perhaps a file for a day. */
const maxKept = 1000;

/** Where the link to a finished export goes, besides to whoever polls for it. */
export interface Delivery {
  readonly email?: string | undefined;
  readonly callbackUrl?: string | undefined;
}

/** In the transaction that adds one. @throws AppError Throttled when the application has as many exports as it may */
export async function requireRoom(tx: Queryable, applicationRowId: number): Promise<void> {
  await takeTurn(tx, 'exports', applicationRowId);
  const { open, kept } = await countExports(tx, applicationRowId);
  if (kept >= maxKept) {
    throw new AppError('Throttled', `An application may request ${maxKept} exports a day`, { retryAfter: 3600 });
  }
  if (open >= maxOpen) {
    throw new AppError('Throttled', `An application may have ${maxOpen} exports in progress`, { retryAfter: 60 });
  }
}

/** @throws AppError Validation when there is no mail server, or the URL is none that may be called */
export function checkDelivery(
  { email, callbackUrl }: Delivery,
  { mailer, callbackPolicy }: { mailer: Mailer; callbackPolicy: CallbackPolicy },
): void {
  if (email && !mailer.isConfigured) {
    throw invalid('email', 'cannot be used: no mail server is configured (SIGNALBOX_SMTP_URL)');
  }
  if (callbackUrl) {
    const refusal = refuseCallback(callbackUrl, callbackPolicy);
    if (refusal !== undefined) throw invalid('callbackUrl', refusal);
  }
}

/** Who asks, as exports remember it: devices see their own exports only. */
export function describeCaller(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return `user:${principal.userId}`;
    case 'organization':
      return `organization:${principal.organizationId}`;
    case 'application':
      return `application:${principal.applicationId}`;
    case 'device':
      return `device:${principal.deviceId}`;
  }
}
