import type { TagPattern } from '../../kernel/tags.ts';
import type { CertificateInfo } from './certificate.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  certificate_authority: { ca_info: CertificateInfo[]; subjects: string[] };
  device_certificate: {
    device_ids: string[];
    device_tags: TagPattern[];
    pub_topics: string[];
    sub_topics: string[];
    info: CertificateInfo;
  };
}
