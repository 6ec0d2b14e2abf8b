import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);
const openssl = (parameters: readonly string[]) => run('openssl', parameters);

const authorityExtensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
/** What a device's certificate has. */
export const deviceExtensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=clientAuth'];

/** A certificate with its key, both in PEM. */
export interface CertifiedKey {
  readonly cert: string;
  readonly key: string;
  readonly certPath: string;
  readonly keyPath: string;
}

/** Makes certificates with OpenSSL, in a folder of its own. */
export class CertificateMaker {
  readonly folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<CertificateMaker> {
    return new CertificateMaker(await mkdtemp(join(tmpdir(), 'signalbox-certificates-')));
  }

  /** A certificate authority: a root, or one that `by` has signed. */
  authority(name: string, options: { by?: CertifiedKey; extensions?: readonly string[] } = {}): Promise<CertifiedKey> {
    return this.issue(name, { extensions: authorityExtensions, ...options });
  }

  /** A certificate, self-signed without `by`. */
  async issue(
    name: string,
    options: { by?: CertifiedKey; extensions?: readonly string[]; days?: number; newKey?: readonly string[] } = {},
  ): Promise<CertifiedKey> {
    const { by, extensions = deviceExtensions, days = 2 } = options;
    const { newKey = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] } = options;
    this.#count += 1;
    const path = (kind: string) => join(this.folder, `${this.#count}.${kind}`);
    const [certPath, keyPath, request, extensionFile] = [path('crt'), path('key'), path('csr'), path('ext')];
    await writeFile(extensionFile, extensions.join('\n'));
    await openssl(['req', '-newkey', ...newKey, '-nodes', '-subj', `/CN=${name}`, '-keyout', keyPath, '-out', request]);
    // Not from a file beside the authority's: several certificates may be made at once.
    const serial = ['-set_serial', `0x${randomUUID().replaceAll('-', '')}`];
    const signer = by ? ['-CA', by.certPath, '-CAkey', by.keyPath, ...serial] : ['-signkey', keyPath, ...serial];
    const dates = ['-days', String(days)];
    await openssl(['x509', '-req', '-in', request, '-out', certPath, ...dates, '-extfile', extensionFile, ...signer]);
    const [cert, key] = await Promise.all([readFile(certPath, 'utf8'), readFile(keyPath, 'utf8')]);
    return { cert, key, certPath, keyPath };
  }

  /** A server's certificate for 127.0.0.1 that this process trusts from now on: the official client and fetch take no CA. */
  async server(): Promise<CertifiedKey> {
    const extensions = ['subjectAltName=IP:127.0.0.1', 'basicConstraints=critical,CA:TRUE'];
    // Of a name of its own: other files of the same process have made some too.
    const made = await this.issue(`server ${randomUUID()}`, { extensions });
    setDefaultCACertificates([...getCACertificates('default'), made.cert]);
    return made;
  }

  async end(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
