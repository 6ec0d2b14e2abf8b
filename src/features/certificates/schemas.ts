import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const status = Type.Enum(['active', 'inactive']);
const filterType = Type.Enum(['all', 'whitelist', 'blacklist', 'none']);
const topics = Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 1000 });
const pem = Type.String({ minLength: 50, maxLength: 32767 });

const certificateInfo = Type.Object({
  serialNumber: Type.String(),
  fingerprint: Type.String({ description: 'SHA-256 of the certificate.' }),
  commonName: Type.String(),
  issuerName: Type.String(),
  notValidBefore: dateTime,
  notValidAfter: dateTime,
});

const shared = { id, applicationId: id, creationDate: dateTime, lastUpdated: dateTime, status, description };

export const authorityPost = Type.Object(
  {
    name,
    caBundle: pem,
    status: Type.Optional(status),
    description: Type.Optional(description),
  },
  { additionalProperties: false, title: 'Application Certificate Authority Post' },
);
export type AuthorityPost = Static<typeof authorityPost>;

export const authorityPatch = Type.Object(
  {
    name: Type.Optional(name),
    caBundle: Type.Optional(pem),
    status: Type.Optional(status),
    description: Type.Optional(description),
  },
  { additionalProperties: false, title: 'Application Certificate Authority Patch' },
);
export type AuthorityPatch = Static<typeof authorityPatch>;

export const authority = Type.Object(
  {
    ...shared,
    applicationCertificateAuthorityId: id,
    name: Type.String(),
    caBundle: Type.String(),
    caInfo: Type.Array(certificateInfo),
    _type: Type.Literal('applicationCertificateAuthority'),
    _links: Type.Optional(links),
  },
  { title: 'Application Certificate Authority' },
);
export const authoritiesQuery = Type.Object(pageQuery);
export const authorities = pageAnswerOf(authority, 'Application Certificate Authorities', { applicationId: id });

const changeable = {
  status: Type.Optional(status),
  description: Type.Optional(description),
  filterType: Type.Optional(filterType),
  pubTopics: Type.Optional(topics),
  subTopics: Type.Optional(topics),
};

export const certificatePost = Type.Object(
  {
    certificate: pem,
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(tagQueries),
    ...changeable,
  },
  { additionalProperties: false, title: 'Application Certificate Post' },
);
export type CertificatePost = Static<typeof certificatePost>;

export const certificatePatch = Type.Object(
  { certificate: Type.Optional(pem), ...changeable },
  { additionalProperties: false, title: 'Application Certificate Patch' },
);
export type CertificatePatch = Static<typeof certificatePatch>;

/** The certificate itself is never returned: `certificateInfo` tells it from others. */
export const certificate = Type.Object(
  {
    ...shared,
    applicationCertificateId: id,
    deviceIds: Type.Array(id),
    deviceTags: tagQueries,
    certificateInfo,
    filterType,
    pubTopics: topics,
    subTopics: topics,
    _type: Type.Literal('applicationCertificate'),
    _links: Type.Optional(links),
  },
  { title: 'Application Certificate' },
);
export const certificatesQuery = Type.Object(pageQuery);
export const certificates = pageAnswerOf(certificate, 'Application Certificates', { applicationId: id });
