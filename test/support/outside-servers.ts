import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import type { CertifiedKey } from './certificates.ts';

const run = promisify(execFile);

/** A program that a test has started, on a port of this machine. */
export interface OutsideServer {
  readonly port: number;
  /** Where it keeps what it keeps. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** MariaDB without grants: every user and password is taken. */
export async function startMariaDb(): Promise<OutsideServer> {
  const folder = await makeFolder('mariadb');
  const data = join(folder, 'data');
  const user = `--user=${userInfo().username}`;
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    user,
    '--auth-root-authentication-method=normal',
  ]);
  const port = await freePort();
  return serve(folder, port, 'mariadbd', [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(folder, 'socket')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    user,
  ]);
}

/** vsftpd, open to everybody, with a directory `/incoming`; TLS by the certificate, for those who want it. */
export async function startFtp(certificate: CertifiedKey): Promise<OutsideServer> {
  const folder = await makeFolder('ftp');
  const root = join(folder, 'public');
  await mkdir(join(root, 'incoming'), { recursive: true });
  const port = await freePort();
  const file = join(folder, 'vsftpd.conf');
  const settings = {
    ...{
      listen: 'YES',
      listen_port: port,
      listen_address: '127.0.0.1',
      background: 'NO',
      run_as_launching_user: 'YES',
    },
    ...{ anonymous_enable: 'YES', no_anon_password: 'YES', anon_root: root, write_enable: 'YES', anon_umask: '022' },
    ...{
      anon_upload_enable: 'YES',
      anon_other_write_enable: 'YES',
      anon_world_readable_only: 'NO',
      xferlog_enable: 'NO',
    },
    ...{ seccomp_sandbox: 'NO', ssl_enable: 'YES', allow_anon_ssl: 'YES', force_local_logins_ssl: 'NO' },
    ...{ rsa_cert_file: certificate.certPath, rsa_private_key_file: certificate.keyPath, ssl_ciphers: 'HIGH' },
    ...{ require_ssl_reuse: 'YES', vsftpd_log_file: join(folder, 'log'), allow_writeable_chroot: 'YES' },
  };
  await writeFile(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return serve(folder, port, 'vsftpd', [file]);
}

/** OpenSSH for SFTP alone. Whoever runs the test logs in with the key. */
export async function startSftp(): Promise<OutsideServer & { readonly user: string; readonly privateKey: string }> {
  const folder = await makeFolder('sftp');
  const key = async (name: string) => {
    const file = join(folder, name);
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    return file;
  };
  const [hostKey, ownKey] = [await key('host'), await key('own')];
  const port = await freePort();
  const file = join(folder, 'sshd_config');
  const settings = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${hostKey}`, `AuthorizedKeysFile ${ownKey}.pub`],
    ...['UsePAM no', 'StrictModes no', 'PermitRootLogin yes', `PidFile ${join(folder, 'pid')}`],
    ...['Subsystem sftp internal-sftp', 'PasswordAuthentication no'],
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  // Of a server that root starts; others need none.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  const server = await serve(folder, port, '/usr/sbin/sshd', ['-D', '-e', '-f', file]);
  return { ...server, user: userInfo().username, privateKey: await readFile(ownKey, 'utf8') };
}

async function serve(folder: string, port: number, program: string, flags: readonly string[]): Promise<OutsideServer> {
  // Debian has servers where only root looks.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`${program} has ended: ${said}`);
      if (!(await canConnect(port))) throw new Error(`${program} does not listen: ${said}`);
    },
    { timeout: 60_000, interval: 50 },
  );
  return {
    port,
    folder,
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function makeFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `signalbox-test-${name}-`));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
