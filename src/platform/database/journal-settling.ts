import { runTogether } from '../../kernel/run-together.ts';
import type { Database } from './database.ts';
import { leaveLane } from './lane.ts';

/**
 * Devices dealt with in one transaction. On a server more at once are cheaper; the embedded engine has one session, and whoever
 * reports waits for it meanwhile, some tens of milliseconds at this size.
 */
const devicesPerStep = { server: 10_000, embedded: 500 };

/** How often a server settles what it has added to the journal itself, ms. */
const settleEveryMs = 2_000;

const settlings = new WeakMap<Database, Map<string, () => Promise<void>>>();

/**
 * Brings what is derived from a journal up to everything that any server has committed before the call. Those who ask at the
 * same time share the work.
 *
 * @param name of the function of SQL that does it for `$2` devices behind `$1` and returns the last of them, or null at the end
 */
export function settle(database: Database, name: string): Promise<void> {
  let known = settlings.get(database);
  if (!known) {
    known = new Map();
    settlings.set(database, known);
  }
  let work = known.get(name);
  if (!work) {
    work = runTogether(() => settleAll(database, name));
    known.set(name, work);
  }
  // Whoever has asked first works for all of them.
  return leaveLane(work);
}

/** From one device to the next, so it ends however fast reports come. */
async function settleAll(database: Database, name: string): Promise<void> {
  const sql = `select ${name}($1, $2) as last`;
  for (let after: number | null = 0; after !== null; ) {
    const parameters: unknown[] = [after, devicesPerStep[database.kind]];
    const [row] = await database.query<{ last: number | null }>({ sql, parameters, prepared: true });
    after = row?.last ?? null;
  }
}

/** Settles a journal in the background. What a server that was killed has left, the next reader or the next start settles. */
export class JournalSettling {
  readonly #database: Database;
  readonly #name: string;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /** @param options.name as `settle` has it */
  constructor(options: { database: Database; name: string; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#name = options.name;
    this.#onError = options.onError;
  }

  /** There is something new in the journal. */
  note(): void {
    this.#isDue = true;
  }

  async start(): Promise<void> {
    await settle(this.#database, this.#name);
    this.#timer = setInterval(() => void this.#settleIfDue().catch(this.#onError), settleEveryMs);
  }

  /** Settles the last of it; to be called when nothing is added any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#settleIfDue();
  }

  async #settleIfDue(): Promise<void> {
    if (!this.#isDue || this.#database.isDiskFull) return;
    this.#isDue = false;
    try {
      await settle(this.#database, this.#name);
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }
}
