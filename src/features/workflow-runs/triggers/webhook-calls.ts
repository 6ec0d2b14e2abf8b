import { publicRelay } from '../../../kernel/relay.ts';
import { afterCommit } from '../../../platform/database/transaction.ts';
import type { WebhookListeners } from '../../webhooks/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Occurrence } from '../occurrence.ts';
import type { WaitingGate } from '../waiting-gate.ts';

/** Calls of webhooks start flows: stored before they are acknowledged, kept in memory where the caller waits for the reply. */
export function listenToWebhooks(
  listeners: WebhookListeners,
  { lookup, dispatcher, gate }: { lookup: FlowLookup; dispatcher: Dispatcher; gate: WaitingGate },
): void {
  listeners.subscribe({
    async requireRoom({ applicationRowId, webhookId, flowVersion }) {
      await gate.requireRoom(applicationRowId, await lookup.fires(applicationRowId, 'webhook', webhookId, flowVersion));
    },
    async take(tx, call) {
      const { applicationRowId, webhookId, flowVersion, data } = call;
      const triggers = await lookup.triggers(applicationRowId, tx);
      if (triggers.find('webhook', webhookId, flowVersion).length === 0) return false;
      const occurrence: Occurrence = {
        id: call.callId,
        kind: 'webhook',
        time: call.time,
        relay: publicRelay,
        data,
        key: webhookId,
        flowVersion,
      };
      if (data.replyId === undefined) await dispatcher.store(tx, applicationRowId, occurrence);
      else afterCommit(tx, () => dispatcher.runSoon(applicationRowId, occurrence));
      return true;
    },
  });
}
