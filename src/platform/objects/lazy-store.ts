import type { ByteRange, ObjectStore, PutOptions, StoredObject } from './object-store.ts';

/** A part of a store, below a prefix, which is opened when it is needed first; after a failure, anew. */
export class LazyStore implements ObjectStore {
  readonly #openStore: () => Promise<ObjectStore>;
  readonly #prefix: string;
  #store: Promise<ObjectStore> | undefined;

  constructor(options: { open: () => Promise<ObjectStore>; prefix: string }) {
    this.#openStore = options.open;
    this.#prefix = options.prefix;
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    const stored = await (await this.#open()).put(this.#prefix + key, body, options);
    return { ...stored, key };
  }

  async stat(key: string): Promise<{ readonly bytes: number; readonly sha256?: string } | undefined> {
    return (await this.#open()).stat(this.#prefix + key);
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    yield* (await this.#open()).read(this.#prefix + key, range);
  }

  async *list(prefix: string): AsyncIterable<{ readonly key: string; readonly bytes: number }> {
    const store = await this.#open();
    for await (const { key, bytes } of store.list(this.#prefix + prefix)) {
      yield { key: key.slice(this.#prefix.length), bytes };
    }
  }

  async delete(key: string): Promise<void> {
    await (await this.#open()).delete(this.#prefix + key);
  }

  close(): void {
    const store = this.#store;
    this.#store = undefined;
    store?.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }

  #open(): Promise<ObjectStore> {
    this.#store ??= this.#openStore().catch((error) => {
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }
}
