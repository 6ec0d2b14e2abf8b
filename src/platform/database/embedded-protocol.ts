/** What the server's thread and the thread of the embedded PostgreSQL tell each other. */

export interface EngineOptions {
  /** Where PostgreSQL keeps its files; made when it does not exist. */
  readonly folder: string;
  /** Two Int32: the first is counted up on every sync to disk, the second tells what runs (`runningExchange`). */
  readonly syncCounter: SharedArrayBuffer;
}

/** Where in that memory the number of the exchange stands that is running; 0 while none is. */
export const runningExchange = 1;

export type ToEngine =
  /** Bytes of PostgreSQL's protocol, whole messages only; the buffer is transferred. */
  | { readonly kind: 'bytes'; readonly session: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The session is gone: roll back what it has open and forget what it has set. */
  | { readonly kind: 'end'; readonly session: number }
  /** Checkpoint and end. */
  | { readonly kind: 'close' };

export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'bytes'; readonly session: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'closed' };
