import { openEngine, type QuickJsEngine } from './quickjs-engine.ts';

/**
 * Ready beside the one in use, for when a script breaks it: a new one cannot be made without waiting. Two in one turn of
 * the event loop are as many as one evil flow manages; each takes about a megabyte.
 */
const spares = 2;

/** The engines of a thread: one in use and some spare. */
export class EnginePool {
  #current: QuickJsEngine | undefined;
  readonly #spare: QuickJsEngine[] = [];
  #opening: Promise<void> = Promise.resolve();
  #isClosed = false;

  static async open(): Promise<EnginePool> {
    const engines = new EnginePool();
    await engines.#openOne();
    for (let count = 0; count < spares; count += 1) engines.#openLater();
    return engines;
  }

  /** The engine in use; undefined while there is none, which `ready` waits for. */
  get current(): QuickJsEngine | undefined {
    return this.#current;
  }

  /** Lets go of the engine in use, which is broken, and takes a spare one. */
  replace(): void {
    this.#current = this.#spare.shift();
    this.#openLater();
  }

  /** Resolves when there is an engine. @throws Error when none can be made */
  async ready(): Promise<void> {
    await this.#opening;
    if (!this.#current) await this.#openOne();
  }

  close(): void {
    this.#isClosed = true;
    this.#current = undefined;
    this.#spare.length = 0;
  }

  /** One after the other: what runs in this thread meanwhile waits for a few milliseconds at a time. */
  #openLater(): void {
    this.#opening = this.#opening.then(() => this.#openOne()).catch(() => undefined);
  }

  async #openOne(): Promise<void> {
    const engine = await openEngine();
    if (this.#isClosed) return;
    if (this.#current) this.#spare.push(engine);
    else this.#current = engine;
  }
}
