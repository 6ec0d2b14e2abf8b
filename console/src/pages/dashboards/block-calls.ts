import { request, requestAsGuest } from '../../api/client.ts';
import type { DashboardAround } from './dashboard-context.ts';

/** What became of a press of a button. */
export interface ActAnswer {
  readonly kind: 'command' | 'workflow';
  readonly isRepeated: boolean;
  readonly count: number;
  readonly results?: readonly {
    readonly deviceId?: string;
    readonly name?: string;
    readonly status: 'sent' | 'queued' | 'refused';
    readonly message?: string;
  }[];
}

export interface ActBody {
  readonly controlId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly nonce: string;
  readonly confirmed?: boolean;
}

/** Presses a button of an input block; the same nonce never sends twice. @throws ApiError 409 where the count is to be confirmed */
export function pressButton(around: DashboardAround, blockId: string, body: ActBody): Promise<ActAnswer> {
  const { ctx } = around;
  return call(around, '/dashboards/{dashboardId}/blocks/{blockId}/act', blockId, {
    ...body,
    ctx,
  }) as Promise<ActAnswer>;
}

/** Changes events that a block lists. @throws ApiError */
export function updateEvents(
  around: DashboardAround,
  blockId: string,
  body: {
    readonly eventIds: readonly string[];
    readonly updates: { readonly state?: string; readonly comment?: string };
  },
): Promise<unknown> {
  return call(around, '/dashboards/{dashboardId}/blocks/{blockId}/events', blockId, body);
}

function call(
  { dashboardId, looker }: DashboardAround,
  template: string,
  blockId: string,
  body: object,
): Promise<unknown> {
  const path = { dashboardId, blockId };
  if (looker === 'session') return send(request)('POST', template, { path, body });
  const viewerToken = looker?.viewerToken;
  return send(requestAsGuest)('POST', template, {
    path,
    body,
    query: viewerToken === undefined ? {} : { viewerToken },
  });
}

type Send = (method: 'POST', template: string, given: object) => Promise<unknown>;
const send = (call: unknown) => call as Send;

/** Makes a report of the dashboard and mails it. @throws ApiError */
export function sendReport(
  dashboardId: string,
  body: { readonly toEmail: readonly string[]; readonly timezone: string },
): Promise<unknown> {
  return send(request)('POST', '/dashboards/{dashboardId}', { path: { dashboardId }, body });
}
