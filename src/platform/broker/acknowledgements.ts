import { encodeAcknowledgement } from './encode.ts';

/** A PUBLISH that has been taken and is not acknowledged yet. */
export interface Pending {
  readonly type: 'puback' | 'pubrec';
  readonly packetId: number;
  isDone: boolean;
}

/** Sends PUBACK and PUBREC in the order of the PUBLISH packets, whichever is dealt with first [MQTT-4.6.0-2, MQTT-4.6.0-3]. */
export class Acknowledgements {
  readonly #send: (packet: Buffer) => void;
  #pending: Pending[] = [];

  constructor(options: { send: (packet: Buffer) => void }) {
    this.#send = options.send;
  }

  expect(type: 'puback' | 'pubrec', packetId: number): Pending {
    const pending = { type, packetId, isDone: false };
    this.#pending.push(pending);
    return pending;
  }

  finish(pending: Pending): void {
    pending.isDone = true;
    if (this.#pending[0] !== pending) return;
    let count = 0;
    for (; count < this.#pending.length; count += 1) {
      const next = this.#pending[count] as Pending;
      if (!next.isDone) break;
      this.#send(encodeAcknowledgement(next.type, next.packetId));
    }
    this.#pending = count === this.#pending.length ? [] : this.#pending.slice(count);
  }
}
