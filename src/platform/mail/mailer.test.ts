import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { createMailer } from './mailer.ts';

const running: SMTPServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** A real mail server on a free port that keeps what it is sent. */
async function startMailServer(login: { user: string; password: string }) {
  const received: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.username === login.user && auth.password === login.password
        ? done(null, { user: auth.username })
        : done(new Error('wrong login')),
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  running.push(server);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return { port: (server.server.address() as AddressInfo).port, received };
}

it('hands a mail to the mail server, logging in as the address of the server says', async () => {
  const { port, received } = await startMailServer({ user: 'sig@nal', password: 'p/w' });
  const mailer = createMailer({ url: `smtp://sig%40nal:p%2Fw@127.0.0.1:${port}`, from: 'signalbox@example.com' });
  await mailer.send({ to: 'ada@example.com', subject: 'Hello', text: 'An invitation.' });
  expect(mailer.isConfigured).toBe(true);
  expect(received).toHaveLength(1);
  expect(received[0]?.to).toEqual(['ada@example.com']);
  expect(received[0]?.text).toContain('From: signalbox@example.com');
  expect(received[0]?.text).toContain('An invitation.');
});

it('treats an address as one address, whatever is in it', async () => {
  const { port, received } = await startMailServer({ user: 'u', password: 'p' });
  const mailer = createMailer({ url: `smtp://u:p@127.0.0.1:${port}`, from: 'signalbox@example.com' });
  const sending = mailer.send({ to: 'ada@example.com, eve@example.com', subject: 'Hello', text: 'x' });
  await sending.catch(() => undefined);
  expect(received.flatMap(({ to }) => to)).not.toContain('eve@example.com');
});

it('says so when the mail server refuses', async () => {
  const { port } = await startMailServer({ user: 'u', password: 'right' });
  const mailer = createMailer({ url: `smtp://u:wrong@127.0.0.1:${port}`, from: 'signalbox@example.com' });
  await expect(mailer.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' })).rejects.toThrow();
});

it('sends nothing without a mail server', async () => {
  const mailer = createMailer({ url: undefined, from: 'signalbox@example.com' });
  expect(mailer.isConfigured).toBe(false);
  await expect(mailer.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' })).rejects.toThrow('no mail server');
});
