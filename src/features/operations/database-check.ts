import type { Database } from '../../platform/database/database.ts';

/** Who asks gives up before long; and an answer that takes this long is none. */
const patienceMs = 3_000;

/**
 * Asks the database for a sign of life: one question at a time, however many want to know.
 *
 * @returns a function that rejects when the database fails, or says nothing for 3 s
 */
export function databaseCheck(database: Pick<Database, 'batch'>): () => Promise<void> {
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    });
    try {
      // As a batch, whose turn is the next: that many wait for the database does not mean that it is away.
      await Promise.race([database.batch([{ sql: 'select 1' }]), late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
