import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { clientAddressOf } from '../../platform/http/client-address.ts';
import { readHeaderText } from '../../platform/http/header-text.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import type { PublicCall } from '../../platform/http/public-route.ts';
import { type Admission, asksForCredentials } from './admission.ts';
import { disabledResponse, fixedHeaders, type WebhookResponse } from './answers.ts';
import { parseBody, parseQueryText } from './body.ts';
import type { IncomingCalls } from './incoming-calls.ts';
import type { WebhookCallData } from './listeners.ts';
import type { CalledWebhook } from './store.ts';

/** Where webhooks are called: `/webhooks/<token>` and any path below it (resources.md, "Webhooks"). */
export function registerWebhookCalls(
  router: ActionRouter,
  { admission, calls, links }: { admission: Admission; calls: IncomingCalls; links: LinkBase },
): void {
  router.servePublic<CalledWebhook>({
    name: 'webhookCall',
    summary: 'Call a webhook, with any body of at most 256 KiB.',
    path: '/webhooks/{token}',
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    async admit(request, reply) {
      reply.headers(fixedHeaders);
      const webhook = await admission.find((request.params as { token: string }).token);
      if (!webhook.enabled) {
        await send(reply, disabledResponse);
        return undefined;
      }
      try {
        await admission.check(webhook, request.headers.authorization);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.status === 401) reply.header('www-authenticate', 'Basic realm="webhook", charset="UTF-8"');
        calls.logRefusal(webhook, aboutOf(request), error);
        throw error;
      }
      return webhook;
    },
    laneOf: ({ owner_id: owner, application_id: name }) => ({ owner, name }),
    async handle(call) {
      const { admitted: webhook, body, request, reply } = call;
      const controller = new AbortController();
      reply.raw.once('close', () => controller.abort());
      try {
        const data = await toData(call);
        const { address } = aboutOf(request);
        const url = `${links.of(request)}${request.raw.url ?? ''}`;
        const response = await calls.answer({ webhook, data, body, address, url, signal: controller.signal });
        // Nobody is there to be answered.
        if (!response) return reply.hijack();
        return send(reply, response);
      } catch (error) {
        if (error instanceof AppError) calls.logRefusal(webhook, aboutOf(request), error);
        throw error;
      }
    },
  });
}

async function toData({
  admitted: webhook,
  body,
  contentType,
  request,
}: PublicCall<CalledWebhook>): Promise<WebhookCallData> {
  const { url = '' } = request.raw;
  return {
    path: pathBelowToken(url),
    method: request.method.toLowerCase(),
    headers: toHeaders(request, { contentType, hidesAuthorization: asksForCredentials(webhook) }),
    query: parseQueryText(url),
    body: await parseBody(body, contentType, {
      castBuffersAs: webhook.cast_buffers_as,
      annotate: webhook.annotate_multipart,
    }),
  };
}

/** What follows the token, as it was sent; `/` at least. */
function pathBelowToken(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/^\/webhooks\/[^/]*/, '') || '/';
}

function toHeaders(
  request: FastifyRequest,
  { contentType, hidesAuthorization }: { contentType: string | undefined; hidesAuthorization: boolean },
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.raw.headers)) {
    if (value === undefined || name === 'cookie' || (hidesAuthorization && name === 'authorization')) continue;
    headers[name] = Array.isArray(value) ? value.map(readHeaderText) : readHeaderText(value);
  }
  if (contentType !== undefined) headers['content-type'] = contentType;
  return headers;
}

function aboutOf(request: FastifyRequest) {
  return {
    method: request.method.toLowerCase(),
    path: pathBelowToken(request.raw.url ?? ''),
    address: clientAddressOf(request),
  };
}

function send(reply: FastifyReply, { status, headers, body }: WebhookResponse): FastifyReply {
  reply.code(status).headers(headers);
  return body === '' && headers['content-type'] === undefined ? reply.send() : reply.send(Buffer.from(body));
}
