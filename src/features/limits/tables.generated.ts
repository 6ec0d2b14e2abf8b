// Written by npm run generate from the migrations and tables.ts; change those.
import type { Generated, GeneratedAlways } from 'kysely';

export interface LimitOverrideTable {
  limit_override_row_id: GeneratedAlways<number>;
  application_row_id: number | null;
  organization_row_id: number | null;
  user_row_id: number | null;
  name: string;
  value: string;
}

export interface LimitUseTable {
  application_row_id: number;
  name: string;
  full_at: Date | null;
  day: string | null;
  used: Generated<number>;
  granted: Generated<number>;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    limit_override: LimitOverrideTable;
    limit_use: LimitUseTable;
  }
}
