import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError, invalid } from '../../kernel/errors.ts';
import {
  type BundleDocument,
  type PackedDocument,
  readDocument,
  type UnwrittenDocuments,
  unpackDocument,
  writeDocuments,
} from './yaml-documents.ts';

/** For the thread; one at a time. */
export type YamlTask =
  | { readonly kind: 'read'; readonly path: string; readonly text: string }
  | ({ readonly kind: 'write' } & UnwrittenDocuments);

export type YamlAnswer =
  | { readonly document: PackedDocument }
  | { readonly texts: readonly string[] }
  | { readonly refusal: Pick<AppError, 'type' | 'message' | 'field' | 'details'> };

/** Characters that are read or written at once: YAML takes a quarter of a second per MiB, so that these take some 8 ms. */
const atOnce = 32 * 1024;
/** A file of 4 MiB with a million values takes some 300 MiB. */
const maxHeapMb = 768;

/**
 * Reads and writes the YAML of one bundle in a thread of its own, which is there from the first text that is worth it until `close`:
 * everybody else's requests would wait for a second while a text of some MiB is read.
 */
export class YamlThread {
  #worker: Worker | undefined;

  /** @throws AppError Validation naming the file */
  async read(path: string, text: string): Promise<BundleDocument> {
    if (text.length <= atOnce) return readDocument(path, text);
    const answer = await this.#perform({ kind: 'read', path, text }).catch((error: unknown) => {
      throw isOutOfMemory(error) ? invalid(path, 'holds too much') : error;
    });
    if (!('document' in answer)) throw new Error('another answer than was asked for');
    return unpackDocument(answer.document);
  }

  /** The texts of documents, in which what is named is replaced by its placeholder; as `writeDocuments` makes them. */
  async write(unwritten: UnwrittenDocuments): Promise<readonly string[]> {
    const length = unwritten.documents.reduce((sum, { portions }) => sum + portions.join('').length, 0);
    if (length <= atOnce) return writeDocuments(unwritten);
    const answer = await this.#perform({ kind: 'write', ...unwritten });
    if (!('texts' in answer)) throw new Error('another answer than was asked for');
    return answer.texts;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #perform(task: YamlTask): Promise<YamlAnswer> {
    const worker = this.#worker ?? start();
    this.#worker = worker;
    worker.postMessage(task);
    // Rejects with what the thread dies of.
    const [answer] = (await once(worker, 'message')) as [YamlAnswer];
    if (!('refusal' in answer)) return answer;
    const { type, message, ...rest } = answer.refusal;
    throw new AppError(type, message, rest);
  }
}

function start(): Worker {
  // The file beside this one, as it is here: source in a test, JavaScript when built.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./yaml-worker.${extension}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    // Nothing of the server's settings is there to be read.
    env: { TZ: 'UTC' },
  });
}

function isOutOfMemory(error: unknown): boolean {
  return (error as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
