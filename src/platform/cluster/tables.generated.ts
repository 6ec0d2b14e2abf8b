// Written by npm run generate from the migrations and tables.ts; change those.
import type { Generated } from 'kysely';

export interface NodeTable {
  id: string;
  started_at: Generated<Date>;
  lease_until: Date;
  successor: string | null;
  succession_until: Date | null;
}

declare module '../database/database.ts' {
  interface Tables {
    node: NodeTable;
  }
}
