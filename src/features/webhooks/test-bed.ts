import { execFile } from 'node:child_process';
import { createSign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate of a test's own authority, in PEM. */
export interface TestCertificate {
  readonly pem: string;
  readonly key: string;
}

/** Extensions of an authority's certificate, and of Alexa's. */
export const extensions = {
  authority: 'basicConstraints=critical,CA:TRUE',
  alexa: 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:echo-api.amazon.com',
} as const;

/** A certificate authority that a test makes itself, with whatever certificates it wants. */
export class TestAuthority {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<TestAuthority> {
    return new TestAuthority(await mkdtemp(join(tmpdir(), 'signalbox-ca-')));
  }

  /** A certificate valid for two days, signed by `issuer` or by itself. */
  async issue(extension: string, issuer?: TestCertificate): Promise<TestCertificate> {
    this.#count += 1;
    const path = (suffix: string) => join(this.#folder, `${this.#count}.${suffix}`);
    const subject = `/CN=certificate ${this.#count}`;
    const files = ['-keyout', path('key'), '-out', path('csr')];
    await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', ...files, '-subj', subject]);
    await writeFile(path('ext'), extension);
    let signer = ['-signkey', path('key')];
    if (issuer) {
      await writeFile(path('ca.crt'), issuer.pem);
      await writeFile(path('ca.key'), issuer.key);
      signer = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial'];
    }
    const output = ['-out', path('crt'), '-days', '2', '-extfile', path('ext')];
    await run('openssl', ['x509', '-req', '-in', path('csr'), ...output, ...signer]);
    return { pem: await readFile(path('crt'), 'utf8'), key: await readFile(path('key'), 'utf8') };
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The headers with which Alexa signs a body. */
export function signAlexa(body: string, { key }: TestCertificate, url = 'https://s3.amazonaws.com/echo.api/cert.pem') {
  const sign = (algorithm: string) => createSign(algorithm).update(body).sign(key, 'base64');
  return {
    signaturecertchainurl: url,
    signature: sign('RSA-SHA1'),
    'signature-256': sign('RSA-SHA256'),
  };
}
