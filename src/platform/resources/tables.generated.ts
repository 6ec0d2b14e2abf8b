// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

export interface ResourceNameTable {
  application_row_id: number;
  type: string;
  id: string;
  name: string;
  descriptor: Generated<string>;
  tags: Generated<string>;
  folded: GeneratedAlways<string | null>;
}

export interface ResourceWordTable {
  application_row_id: number;
  suffix: string;
  id: string;
}

export interface ResourceCountTable {
  application_row_id: number;
  type: string;
  count: number;
}

export interface ResourceTotalView {
  application_row_id: ColumnType<number, never, never>;
  type: ColumnType<string, never, never>;
  count: ColumnType<number, never, never>;
}

declare module '../database/database.ts' {
  interface Tables {
    resource_name: ResourceNameTable;
    resource_word: ResourceWordTable;
    resource_count: ResourceCountTable;
    resource_total: ResourceTotalView;
  }
}
