export { certificatesFeature } from './feature.ts';
export { fingerprintOf } from './fingerprint.ts';
export { type CertificateGrant, type CertificateVerifier, certificateCovers } from './verifier.ts';
