import { X509Certificate } from 'node:crypto';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

export const certificateReadNode: NodeType = {
  type: 'CertificateReadNode',
  label: 'Certificate: Read',
  summary: 'Reads what an X.509 certificate says; whether anybody has reason to trust it is not looked at.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'crtTemplate', kind: 'template', label: 'Certificate', help: 'In PEM.', required: true },
    resultField({ required: true }),
  ],
  example: { crtTemplate: '{{globals.certificate}}', resultPath: 'working.certificate' },
  run({ config }) {
    const text = config.requiredText('crtTemplate', { escape: false });
    config.write('resultPath', describe(readCertificate(text)));
  },
};

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new NodeError('ValidationError', 'crtTemplate is no certificate in PEM');
  }
}

function describe(certificate: X509Certificate) {
  const { subjectAltName, keyUsage } = certificate;
  return {
    subject: readNames(certificate.subject),
    issuer: readNames(certificate.issuer),
    subjectAlternativeNames: subjectAltName === undefined ? [] : subjectAltName.split(', '),
    serialNumber: certificate.serialNumber,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    isCertificateAuthority: certificate.ca,
    extendedKeyUsage: keyUsage ?? [],
    fingerprint: certificate.fingerprint256,
    fingerprintSha1: certificate.fingerprint,
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'pem' }),
    publicKeyType: certificate.publicKey.asymmetricKeyType ?? null,
  };
}

/** `CN=a\nO=b` as an object; of names that come several times an array. */
function readNames(text: string): Record<string, string | string[]> {
  const names: Record<string, string | string[]> = {};
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at <= 0) continue;
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    const before = Object.hasOwn(names, name) ? names[name] : undefined;
    names[name] = before === undefined ? value : [before, value].flat();
  }
  return names;
}
