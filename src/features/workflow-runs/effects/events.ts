import type { Database } from '../../../platform/database/database.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import { type Events, type NewEvent, toEvent } from '../../events/index.ts';
import type { Effects } from './effects.ts';

/** Events of the application that the flow is part of. */
export function eventEffects({ database, events }: { database: Database; events: Events }): Effects['events'] {
  return {
    async create({ application, flow }, { event, time }) {
      const row = await inTransaction(database, (tx) =>
        events.create(
          tx,
          application,
          { ...(event as unknown as NewEvent), ...(time ? { createdAt: time.getTime() } : {}) },
          { type: 'flow', id: flow.flowId },
        ),
      );
      return toEvent(row, application.applicationId, []) as Record<string, unknown>;
    },
  };
}
