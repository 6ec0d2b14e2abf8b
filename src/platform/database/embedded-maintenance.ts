import type { EmbeddedEngine } from './embedded-engine.ts';

/**
 * Recovery after a crash reads at most about this much log, which takes a second or two, and the log on disk stays within
 * a few times of it. Smaller would write more: after a checkpoint each page goes to the log whole once.
 */
const checkpointBytes = 64 * 1024 * 1024;
const checkpointAfterMs = 5 * 60_000;
const lookEveryMs = 1000;
const vacuumEveryMs = 60_000;

/** As autovacuum decides (manual, 24.1.6), with its default thresholds; the age keeps transaction ids from running out. */
const tableInNeed = `
  select format('%I.%I', s.schemaname, s.relname) as name,
    s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
      or s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
      or age(c.relfrozenxid) > 200000000 as vacuum
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  where s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
    or s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
    or s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)
    or (age(c.relfrozenxid) > 200000000 and c.relkind = 'r')
  order by age(c.relfrozenxid) > 200000000 desc, s.n_dead_tup + s.n_mod_since_analyze desc
  limit 1`;

/**
 * What a PostgreSQL server does in the background: checkpoints and vacuum. The embedded engine is PostgreSQL's single-user
 * mode, which has no background processes; left alone its log would grow until the disk is full.
 */
export class EmbeddedMaintenance {
  readonly #engine: EmbeddedEngine;
  #lastLook = 0;
  #lastCheckpoint = Date.now();
  #lastVacuum = Date.now();
  #checkpointPosition: number | undefined;

  constructor(options: { readonly engine: EmbeddedEngine }) {
    this.#engine = options.engine;
  }

  /** Does the one thing that is most due, if any. For every gap between exchanges: costs nothing when called too often. */
  async run(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastLook < lookEveryMs || this.#engine.inTransaction) return;
    this.#lastLook = now;
    const position = await this.#logPosition();
    // What was there at the start has been checkpointed by the recovery or by the last orderly end.
    this.#checkpointPosition ??= position;
    const written = position - this.#checkpointPosition;
    if (written > checkpointBytes || (written > 0 && now - this.#lastCheckpoint > checkpointAfterMs)) {
      await this.#engine.query('checkpoint');
      this.#lastCheckpoint = now;
      // The checkpoint's own record counts as written already.
      this.#checkpointPosition = await this.#logPosition();
    } else if (now - this.#lastVacuum > vacuumEveryMs) {
      this.#lastVacuum = now;
      await this.#vacuumOne();
    }
  }

  async #vacuumOne(): Promise<void> {
    const [table] = await this.#engine.query<{ name: string; vacuum: boolean }>(tableInNeed);
    if (!table) return;
    await this.#engine.query(table.vacuum ? `vacuum (analyze) ${table.name}` : `analyze ${table.name}`);
    // More may be due: look again soon, but let waiting calls through in between.
    this.#lastVacuum = Date.now() - vacuumEveryMs + lookEveryMs;
  }

  async #logPosition(): Promise<number> {
    const [row] = await this.#engine.query<{ position: string }>(
      `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as position`,
    );
    return Number(row?.position ?? 0);
  }
}
