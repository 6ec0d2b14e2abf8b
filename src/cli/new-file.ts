import { type FileHandle, open, rm } from 'node:fs/promises';
import { CommandError } from './command.ts';

/**
 * A file that a command has been told to write, for its owner's eyes and never over one that is there. It is opened before the
 * command does anything else: what cannot be written down later must not be made. Closed without a word in it, it is removed.
 */
export class NewFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #written = false;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * @param mayReplace whether one that is there, of an earlier run of the command, is written anew
   * @throws CommandError when there is one that must stay, or none can be made
   */
  static async open(path: string, { mayReplace = false } = {}): Promise<NewFile> {
    try {
      return new NewFile(path, await open(path, mayReplace ? 'w' : 'wx', 0o600));
    } catch (error) {
      throw new CommandError(`${path} cannot be written: ${(error as Error).message}`);
    }
  }

  async write(text: string): Promise<void> {
    this.#written = true;
    await this.#handle.write(text);
  }

  async close(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    if (!this.#written) await rm(this.#path, { force: true });
  }
}
