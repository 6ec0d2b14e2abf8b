import fs from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface Stream {
  readonly nfd: number;
  readonly node: { readonly mode: number };
}

/** The parts of Emscripten's module that are touched here; PGlite leaves them untyped. */
interface EmscriptenModule {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: Stream) => number } };
  readonly FS: { isDir(mode: number): boolean };
}

type Init = NodeFS['init'];

/**
 * PGlite's file system on Node, made to sync. Emscripten's own reports every fsync as done and does nothing, so that
 * a power cut would lose commits that had been acknowledged.
 */
export class DurableNodeFS extends NodeFS {
  readonly #onSync: () => void;
  readonly #onSyncFailed: (error: unknown) => void;

  /** @param options.onSyncFailed Must not let the engine go on: what was not synced may be lost although it was written. */
  constructor(options: { folder: string; onSync: () => void; onSyncFailed: (error: unknown) => void }) {
    super(options.folder);
    this.#onSync = options.onSync;
    this.#onSyncFailed = options.onSyncFailed;
  }

  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const result = await super.init(pg, options);
    const sync = (module: EmscriptenModule) => {
      module.NODEFS.stream_ops.fsync = (stream) => {
        try {
          // fdatasync leaves out times of the file, not its length; of a folder everything is wanted.
          if (module.FS.isDir(stream.node.mode)) fs.fsyncSync(stream.nfd);
          else fs.fdatasyncSync(stream.nfd);
        } catch (error) {
          this.#onSyncFailed(error);
        }
        this.#onSync();
        return 0;
      };
    };
    const { emscriptenOpts } = result;
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), sync] } } as typeof result;
  }
}
