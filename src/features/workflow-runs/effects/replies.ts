import type { WebhookReplies } from '../../webhooks/index.ts';
import type { Effects } from './effects.ts';

/** Replies to requests of the application; the first reply of whatever run wins. */
export function replyEffects({ webhooks }: { webhooks: WebhookReplies }): Effects['replies'] {
  return {
    reply: ({ application }, { replyId, reply }) =>
      webhooks.reply(application, replyId, {
        responseCode: reply.statusCode,
        headers: reply.headers,
        ...(reply.body === undefined ? {} : { body: reply.body }),
      }),
  };
}
