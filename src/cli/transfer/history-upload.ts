import type { ApiClient } from '../api-client.ts';

/** One state on its way to a server. `label` is what its sender knows it by, such as a line of a file. */
export interface PastState {
  readonly deviceId: string;
  /** Epoch ms, or text that the server understands. */
  readonly time: number | string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly label: number;
}

/** What is said of a report, by its own `label`. */
export interface Remark {
  readonly label: number;
  readonly message: string;
}

/** Below what a server takes in one body (256 KiB), with room for what stands around. */
const maxBodyBytes = 240 * 1024;
const maxStates = 2000;

/** Sends states of the past in bodies of a size that the server takes; holds one of them in memory. */
export class HistoryUpload {
  readonly #api: ApiClient;
  readonly #path: string;
  readonly #onRejected: (remark: Remark) => void;
  readonly #onDropped: (remark: Remark) => void;
  #waiting: PastState[] = [];
  #bytes = 0;
  /** Stored and confirmed by the server. */
  stored = 0;

  constructor(options: {
    api: ApiClient;
    applicationId: string;
    onRejected: (remark: Remark) => void;
    /** Values that were left out of a state that was stored. */
    onDropped: (remark: Remark) => void;
  }) {
    this.#api = options.api;
    this.#path = `/applications/${options.applicationId}/data/import-history`;
    this.#onRejected = options.onRejected;
    this.#onDropped = options.onDropped;
  }

  async add(state: PastState): Promise<void> {
    const bytes = sizeOf(state);
    const names = Object.keys(state.data);
    if (bytes > maxBodyBytes && names.length > 1) {
      // A state may have grown over several reports, beyond what one may bring: half of it, then the other half.
      const middle = Math.ceil(names.length / 2);
      for (const some of [names.slice(0, middle), names.slice(middle)]) {
        await this.add({ ...state, data: Object.fromEntries(some.map((name) => [name, state.data[name]])) });
      }
      return;
    }
    if (this.#waiting.length === maxStates || this.#bytes + bytes > maxBodyBytes) await this.flush();
    this.#waiting.push(state);
    this.#bytes += bytes;
  }

  /** Sends what is waiting. Everything that was added is stored, rejected or dropped when it resolves. */
  async flush(): Promise<void> {
    const sent = this.#waiting;
    if (sent.length === 0) return;
    this.#waiting = [];
    this.#bytes = 0;
    const states = sent.map(({ deviceId, time, data }) => ({ deviceId, time, data }));
    // Storing a state twice changes nothing, so a broken connection is no reason to give up.
    const answer = await this.#api.call<{
      stored: number;
      rejected: { index: number; message: string }[];
      dropped: { index: number; message: string }[];
    }>('POST', this.#path, { body: { states }, idempotent: true });
    this.stored += answer.stored;
    const labelOf = (index: number): number => sent[index]?.label ?? 0;
    for (const { index, message } of answer.rejected) this.#onRejected({ label: labelOf(index), message });
    for (const { index, message } of answer.dropped) this.#onDropped({ label: labelOf(index), message });
  }
}

function sizeOf({ deviceId, time, data }: PastState): number {
  return Buffer.byteLength(JSON.stringify({ deviceId, time, data })) + 1;
}
