import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  /** The next mail, oldest first, as plain text. */
  next(): Promise<string>;
  close(): void;
}

/** A mail server on a free port that gives out what it is sent. */
export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const receive = (raw: string): void => {
    // Quoted-printable breaks lines and writes "=" as "=3D".
    const text = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const resolve = waiting.shift();
    if (resolve) resolve(text);
    else mails.push(text);
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    onData: (stream, _session, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        receive(text);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    next: () => {
      const text = mails.shift();
      return text === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(text);
    },
    close: () => server.close(() => undefined),
  };
}
