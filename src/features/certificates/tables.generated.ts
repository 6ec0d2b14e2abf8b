// Written by npm run generate from the migrations and tables.ts; change those.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DeclaredTables } from './tables.ts';

export interface CertificateAuthorityTable {
  certificate_authority_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  name: string;
  description: Generated<string>;
  status: Generated<'active' | 'inactive'>;
  ca_bundle: string;
  ca_info: ColumnType<DeclaredTables['certificate_authority']['ca_info'], string, string>;
  subjects: ColumnType<DeclaredTables['certificate_authority']['subjects'], string, string>;
  created_at: Date;
  updated_at: Date;
}

export interface DeviceCertificateTable {
  device_certificate_row_id: GeneratedAlways<number>;
  id: string;
  application_row_id: number;
  status: Generated<'active' | 'inactive'>;
  description: Generated<string>;
  device_ids: ColumnType<DeclaredTables['device_certificate']['device_ids'], string | undefined, string>;
  device_tags: ColumnType<DeclaredTables['device_certificate']['device_tags'], string | undefined, string>;
  filter_type: Generated<'all' | 'whitelist' | 'blacklist' | 'none'>;
  pub_topics: ColumnType<DeclaredTables['device_certificate']['pub_topics'], string | undefined, string>;
  sub_topics: ColumnType<DeclaredTables['device_certificate']['sub_topics'], string | undefined, string>;
  certificate: Uint8Array;
  fingerprint: string;
  common_name: string;
  info: ColumnType<DeclaredTables['device_certificate']['info'], string, string>;
  created_at: Date;
  updated_at: Date;
}

declare module '../../platform/database/database.ts' {
  interface Tables {
    certificate_authority: CertificateAuthorityTable;
    device_certificate: DeviceCertificateTable;
  }
}
