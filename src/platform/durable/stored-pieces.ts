import { sql } from 'kysely';
import type { Queryable } from '../database/database.ts';

/**
 * The file that a job works through, kept in pieces in a table of its own (`<key> bigint, number integer, content bytea`) until
 * the job has ended: any server can do the job, and none needs the whole of it at once.
 */
export class StoredPieces {
  readonly #table: ReturnType<typeof sql.table>;
  readonly #key: ReturnType<typeof sql.ref>;

  /** @param definition.key the column with the job's row id, which has the same name in the job's own table */
  constructor(definition: { readonly table: string; readonly key: string }) {
    this.#table = sql.table(definition.table);
    this.#key = sql.ref(definition.key);
  }

  /** @param number of the piece, from 0 on */
  async insert(db: Queryable, jobRowId: number, number: number, content: Uint8Array): Promise<void> {
    await sql`insert into ${this.#table} (${this.#key}, number, content)
      values (${jobRowId}, ${number}, ${content})`.execute(db);
  }

  /** The file, piece by piece. */
  async *read(db: Queryable, jobRowId: number): AsyncGenerator<Uint8Array> {
    for (let number = 0; ; number += 1) {
      const { rows } = await sql<{ content: Uint8Array }>`select content from ${this.#table}
        where ${this.#key} = ${jobRowId} and number = ${number}`.execute(db);
      const [piece] = rows;
      if (!piece) return;
      yield piece.content;
    }
  }

  async delete(db: Queryable, jobRowId: number): Promise<void> {
    await sql`delete from ${this.#table} where ${this.#key} = ${jobRowId}`.execute(db);
  }
}
