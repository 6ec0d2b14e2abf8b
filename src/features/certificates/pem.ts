import { invalid } from '../../kernel/errors.ts';
import { type Certificate, parseCertificate } from './certificate.ts';

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/**
 * The certificates of a PEM text, in their order. What stands between them is left out, as tools write comments there; a
 * private key is refused, so that none is kept by mistake.
 *
 * @throws AppError Validation naming the field when there is none, or one that cannot be read
 */
export function readPem(field: string, pem: string): Certificate[] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) throw invalid(field, 'must not contain a private key');
  const certificates: Certificate[] = [];
  for (let start = pem.indexOf(begin); start >= 0; start = pem.indexOf(begin, start + 1)) {
    const stop = pem.indexOf(end, start);
    const number = certificates.length + 1;
    if (stop < 0) throw invalid(field, `ends within certificate ${number}`);
    try {
      certificates.push(parseCertificate(pem.slice(start, stop + end.length)));
    } catch {
      // What the parser says of it is about ASN.1, and no help to who has pasted half a file.
      throw invalid(field, `holds a certificate (number ${number}) that is damaged or not complete`);
    }
  }
  if (certificates.length === 0) throw invalid(field, `must be PEM with at least one "${begin}"`);
  return certificates;
}
