import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ActionError } from '../errors.ts';
import { maxResultBytes } from '../result-budget.ts';
import type { OutsideHost } from '../services.ts';
import { type Login, type TlsChoice, tlsOptionsOf } from './login.ts';
import { loadOptional } from './optional-package.ts';

/** How a file server is spoken to. */
export type FileProtocol = 'ftp' | 'ftps' | 'sftp';

/** One file at a file server. */
export interface FileCall {
  readonly host: OutsideHost;
  readonly protocol: FileProtocol;
  readonly login: Login;
  /** PEM, or as OpenSSH has it; SFTP only. */
  readonly privateKey: string | undefined;
  readonly tls: TlsChoice;
  readonly path: string;
}

const timeoutMs = 30_000;

/** Reads a file whole. @throws ActionError PayloadTooLarge when no payload can hold it, or whatever the library says */
export async function readRemoteFile(call: FileCall): Promise<Buffer> {
  const collected = new Collected();
  if (call.protocol === 'sftp') {
    await withSftp(call, async ({ createReadStream }) => pipeline(createReadStream(call.path), collected));
  } else {
    await withFtp(call, (client) => client.downloadTo(collected, call.path));
  }
  return collected.content;
}

/** Writes a file whole, in the place of one that is there. */
export async function writeRemoteFile(call: FileCall, content: Uint8Array): Promise<void> {
  if (call.protocol === 'sftp') {
    await withSftp(call, async ({ createWriteStream }) =>
      pipeline(Readable.from([content]), createWriteStream(call.path)),
    );
  } else {
    await withFtp(call, (client) => client.uploadFrom(Readable.from([content]), call.path));
  }
}

type FtpClient = InstanceType<typeof import('basic-ftp')['Client']>;

async function withFtp(call: FileCall, action: (client: FtpClient) => Promise<unknown>): Promise<void> {
  const { Client } = await import('basic-ftp');
  const { host, login, protocol, tls } = call;
  const client = new Client(timeoutMs);
  host.signal.addEventListener('abort', () => client.close(), { once: true });
  host.watch(() => client.ftp.socket);
  // Passive only, and to the address of the control connection whatever the server says: the library sees to that.
  await client.connect(host.address, host.port);
  if (protocol === 'ftps') await client.useTLS(tlsOptionsOf(tls, host.serverName));
  await client.login(login.user || 'anonymous', login.password || 'guest');
  await client.useDefaultSettings();
  await action(client);
  client.close();
}

interface SftpSession {
  readonly createReadStream: (path: string) => Readable;
  readonly createWriteStream: (path: string) => Writable;
}

async function withSftp(call: FileCall, action: (session: SftpSession) => Promise<void>): Promise<void> {
  const { Client } = await loadOptional<typeof import('ssh2')>('ssh2', 'SFTP');
  const { host, login, privateKey } = call;
  const socket = await host.open();
  const client = new Client();
  host.signal.addEventListener('abort', () => client.destroy(), { once: true });
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('the connection was closed')));
    client.on('ready', () => {
      client.sftp((error, sftp) => {
        if (error) return reject(error);
        action({
          createReadStream: (path) => sftp.createReadStream(path),
          createWriteStream: (path) => sftp.createWriteStream(path),
        }).then(resolve, reject);
      });
    });
    client.connect({
      sock: socket,
      username: login.user,
      ...(privateKey === undefined ? { password: login.password } : { privateKey }),
      readyTimeout: timeoutMs,
    });
  });
  client.end();
}

/** What a file holds, as long as a payload can. */
class Collected extends Writable {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  get content(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > maxResultBytes) {
      return done(new ActionError('PayloadTooLarge', `The file is larger than ${maxResultBytes} bytes`));
    }
    this.#chunks.push(chunk);
    done();
  }
}
