import type { Resource } from '../../platform/resources/resource.ts';

export const certificateAuthorityResource: Resource = {
  type: 'applicationCertificateAuthority',
  label: 'Certificate authority',
  parent: 'application',
  idParameter: 'applicationCertificateAuthorityId',
  table: 'certificate_authority',
  isVersioned: true,
  rowId: 'certificate_authority_row_id',
  nameColumn: 'name',
  auditType: 'ApplicationCertificateAuthority',
  summaryField: 'certificateAuthorityCount',
  consolePath: '/applications/{applicationId}/certificates',
};

export const deviceCertificateResource: Resource = {
  type: 'applicationCertificate',
  label: 'Certificate',
  parent: 'application',
  idParameter: 'applicationCertificateId',
  table: 'device_certificate',
  isVersioned: true,
  rowId: 'device_certificate_row_id',
  nameColumn: 'common_name',
  auditType: 'ApplicationCertificate',
  summaryField: 'certificateCount',
  consolePath: '/applications/{applicationId}/certificates',
};
