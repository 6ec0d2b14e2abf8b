import { invalid } from '../../kernel/errors.ts';
import {
  type Certificate,
  findWeakness,
  isBarredFromClients,
  isForClients,
  maySignCertificates,
} from './certificate.ts';
import { readPem } from './pem.ts';

/**
 * The certificates of an authority's bundle (resources.md, "Device certificates").
 *
 * @throws AppError Validation unless each of them may sign certificates of devices
 */
export function readAuthorities(caBundle: string): Certificate[] {
  const certificates = readPem('caBundle', caBundle);
  for (const [index, certificate] of certificates.entries()) {
    const which = certificates.length === 1 ? '' : `, certificate ${index + 1} (${certificate.info.commonName})`;
    const refuse = (rule: string) => invalid('caBundle', `${rule}${which}`);
    if (!certificate.isAuthority) throw refuse('must be of a certificate authority (basicConstraints CA:TRUE)');
    if (!maySignCertificates(certificate)) throw refuse('must be allowed to sign certificates (keyUsage keyCertSign)');
    if (isBarredFromClients(certificate)) throw refuse('must not be restricted to other purposes than clientAuth');
    refuseCommon('caBundle', certificate, which);
  }
  return certificates;
}

/**
 * A device's certificate, as far as it can be judged by itself.
 *
 * @param now epoch ms
 * @throws AppError Validation unless it is one certificate that a TLS client may use, now or later
 */
export function readDeviceCertificate(pem: string, now: number): Certificate {
  const [certificate, ...others] = readPem('certificate', pem);
  if (!certificate || others.length > 0) {
    throw invalid('certificate', "must hold one certificate; intermediate ones belong into an authority's caBundle");
  }
  if (certificate.isAuthority) throw invalid('certificate', 'must not be of a certificate authority');
  if (!isForClients(certificate)) {
    throw invalid('certificate', 'must be for clients (extendedKeyUsage clientAuth, keyUsage digitalSignature if any)');
  }
  refuseCommon('certificate', certificate, '');
  if (now > certificate.notAfter) throw invalid('certificate', `has expired: ${certificate.info.notValidAfter}`);
  return certificate;
}

function refuseCommon(field: string, certificate: Certificate, which: string): void {
  const weakness = findWeakness(certificate);
  if (weakness !== undefined) throw invalid(field, `${weakness}${which}`);
  const [unknown] = certificate.unknownCritical;
  if (unknown !== undefined) throw invalid(field, `has a critical extension that is not supported: ${unknown}${which}`);
}
