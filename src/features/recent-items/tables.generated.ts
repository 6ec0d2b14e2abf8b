// Written by npm run generate from the migrations and tables.ts; change those.
import type { Generated } from 'kysely';

export interface RecentItemTable {
  user_row_id: number;
  item_type: string;
  parent_id: string;
  item_id: string;
  turn: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    recent_item: RecentItemTable;
  }
}
