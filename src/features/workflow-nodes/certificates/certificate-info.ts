import type { X509Certificate } from 'node:crypto';

/** The short names of OpenSSL, by what results of nodes call them. */
const names: Readonly<Record<string, string>> = {
  country: 'C',
  state: 'ST',
  locality: 'L',
  organization: 'O',
  organizationUnit: 'OU',
  commonName: 'CN',
  emailAddress: 'emailAddress',
};

/** What a certificate says, as the platform's nodes put it into payloads; names that its subject does not have are left out. */
export function describeCertificate(certificate: X509Certificate) {
  const subject = readNames(certificate.subject);
  const known = Object.entries(names).flatMap(([key, short]) => {
    const value = Object.hasOwn(subject, short) ? subject[short] : undefined;
    return value === undefined ? [] : [[key, [value].flat().join(', ')]];
  });
  return {
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    info: {
      serial: certificate.serialNumber.toLowerCase(),
      ...(Object.fromEntries(known) as Readonly<Record<string, string>>),
      notValidBefore: new Date(certificate.validFrom).toISOString(),
      notValidAfter: new Date(certificate.validTo).toISOString(),
      issuerName: (certificate.issuer ?? '').replaceAll('\n', ','),
      fingerprint: certificate.fingerprint256,
    },
  };
}

/** `CN=a\nO=b` as an object; of names that come several times an array. Node.js says undefined of an empty name. */
export function readNames(text: string | undefined): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const line of text?.split('\n') ?? []) {
    const at = line.indexOf('=');
    if (at <= 0) continue;
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    const before = Object.hasOwn(found, name) ? found[name] : undefined;
    found[name] = before === undefined ? value : [before, value].flat();
  }
  return found;
}
