// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface InstallationTable {
  name: string;
  value: ColumnType<DeclaredTables['installation']['value'], string, string>;
}

declare module './database.ts' {
  interface Tables {
    installation: InstallationTable;
  }
}
