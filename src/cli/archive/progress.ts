import type { CommandIo } from '../command.ts';

const terminalMs = 200;
/** A log wants to know that it goes on, not every step. */
const logMs = 15_000;

/** Tells people how far a command has come: on a terminal in one line, else in a line now and then. */
export class Progress {
  readonly #io: CommandIo;
  #toldAt = performance.now();
  #shown = false;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  tell(text: string): void {
    const { stderr } = this.#io;
    const now = performance.now();
    if (now - this.#toldAt < (stderr.isTTY ? terminalMs : logMs)) return;
    this.#toldAt = now;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    else stderr.write(`${text}\n`);
    this.#shown = true;
  }

  /** Makes room for other lines. */
  clear(): void {
    if (this.#shown && this.#io.stderr.isTTY) this.#io.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}

/** A count with its noun, which gets an s unless the count is one: `1,200 objects`. */
export function formatCount(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
