import { newId } from '../../../kernel/ids.ts';
import type { IntegrationMessageListener } from '../../integrations/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';

/** Messages of integrations, and what becomes of their connections, start flows; they are acknowledged to the other side once that is stored. */
export function takeIntegrationMessages({
  lookup,
  dispatcher,
}: {
  lookup: FlowLookup;
  dispatcher: Dispatcher;
}): IntegrationMessageListener {
  return async (tx, messages) => {
    for (const { applicationRowId, integrationId, data, flowVersion, receivedAt } of messages) {
      const triggers = await lookup.triggers(applicationRowId, tx);
      if (triggers.find('integration', integrationId, flowVersion).length === 0) continue;
      await dispatcher.store(tx, applicationRowId, {
        id: newId(),
        kind: 'integration',
        time: receivedAt,
        relay: { type: 'integration', id: integrationId },
        key: integrationId,
        flowVersion,
        data,
      });
    }
  };
}
