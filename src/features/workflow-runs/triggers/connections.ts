import { newId } from '../../../kernel/ids.ts';
import { relayOf } from '../../../kernel/relay.ts';
import type { Statement } from '../../../platform/database/database.ts';
import type { ConnectionContributor, ConnectionNotice } from '../../connections/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import type { Occurrence } from '../occurrence.ts';
import { insertStatement } from '../occurrence-store.ts';
import { ofDevice } from '../planner.ts';

/** Devices that come and go start flows, in the transaction that writes it into their log (workflows.md, "2. Triggers"). */
export class ConnectionReports implements ConnectionContributor {
  readonly #lookup: FlowLookup;
  readonly #stored: (applicationRowId: number) => void;
  /** Applications in whose name rows are on their way into the database. */
  readonly #pending = new Set<number>();

  constructor(options: { lookup: FlowLookup; stored: (applicationRowId: number) => void }) {
    this.#lookup = options.lookup;
    this.#stored = options.stored;
  }

  statements(notices: readonly ConnectionNotice[]): Statement[] {
    const rows: { applicationRowId: number; occurrence: Occurrence }[] = [];
    for (const notice of notices) {
      const { device, connected } = notice;
      const { applicationRowId } = device;
      const triggers = this.#lookup.peek(applicationRowId);
      // Where the triggers are not at hand, whoever works the row off finds out.
      const isUnwanted =
        triggers &&
        (triggers.isEmpty || ofDevice(triggers, device, 'device', connected ? 'Connect' : 'Disconnect').length === 0);
      if (isUnwanted) continue;
      rows.push({ applicationRowId, occurrence: toOccurrence(notice) });
      this.#pending.add(applicationRowId);
    }
    return rows.length === 0 ? [] : [insertStatement(rows)];
  }

  committed(): void {
    for (const applicationRowId of this.#pending) this.#stored(applicationRowId);
    this.#pending.clear();
  }

  async wantsLeft(applicationRowId: number): Promise<boolean> {
    const triggers = await this.#lookup.triggers(applicationRowId);
    return ['deviceIdDisconnect', 'deviceTagDisconnect'].some((type) => triggers.ofType(type).length > 0);
  }
}

function toOccurrence({ device, connected, time, principal, end, ...how }: ConnectionNotice): Occurrence {
  const { deviceId } = device;
  const { address = null, method, isSecure: secure } = how;
  return {
    id: newId(),
    kind: connected ? 'connect' : 'disconnect',
    time,
    relay: principal ? relayOf(principal) : { type: 'device', id: deviceId },
    deviceId,
    data: {
      ...(connected
        ? {}
        : {
            disconnectReason: end?.reason ?? null,
            connectedAt: end?.connectedAt === undefined ? null : new Date(end.connectedAt),
            messagesFromDevice: end?.messagesFromDevice ?? null,
            messagesToDevice: end?.messagesToDevice ?? null,
          }),
      ...{ address, method, secure },
    },
  };
}
