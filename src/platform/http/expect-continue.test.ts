import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateMaker, type CertifiedKey } from '../../../test/support/certificates.ts';
import { AppError } from '../../kernel/errors.ts';
import { maxBodyBytes } from './error-answers.ts';
import { registerForm } from './form-route.ts';
import { createHttpServer } from './http-server.ts';
import { receiveForm } from './multipart.ts';

let maker: CertificateMaker;
let certificate: CertifiedKey;
beforeAll(async () => {
  maker = await CertificateMaker.start();
  certificate = await maker.issue('expect', { extensions: ['subjectAltName=IP:127.0.0.1'] });
});
afterAll(() => maker.end());

const limit = { bytes: 1024, refusal: () => new AppError('TooLarge', 'The file is too large') };

async function serve(isSecure: boolean): Promise<FastifyInstance> {
  const { cert, key } = certificate;
  const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
  const server = await createHttpServer({ logger: pino({ level: 'silent' }), ...(isSecure ? { tls } : {}) });
  server.post('/json', async ({ body }) => body);
  server.post('/guarded', { onRequest: () => Promise.reject(new AppError('InvalidToken', 'no')) }, async () => 'never');
  const read = async (form: { body: AsyncIterable<Uint8Array> }): Promise<object> => {
    let bytes = 0;
    for await (const chunk of form.body) bytes += chunk.length;
    return { bytes };
  };
  registerForm(server, {
    method: 'POST',
    url: '/form',
    handler: (request) => receiveForm(request, { field: 'file', limit }, read),
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return server;
}

const form = '--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncontent\r\n--X--\r\n';

describe.each([
  ['HTTP', false],
  ['HTTPS', true],
])('Expect: 100-continue over %s', (_name, isSecure) => {
  let server: FastifyInstance;
  beforeAll(async () => {
    server = await serve(isSecure);
  });
  afterAll(() => server.close());

  /** Sends headers, and the body only when it is asked for. */
  function send(path: string, headers: Readonly<Record<string, string | number>>, body: string) {
    const { port } = server.server.address() as AddressInfo;
    return new Promise<object>((resolve, reject) => {
      const request = isSecure ? requestSecure : requestPlain;
      let asked = 0;
      const call = request({
        ...{ host: '127.0.0.1', port, path, method: 'POST' },
        ...(isSecure ? { ca: certificate.cert } : {}),
        headers: { Expect: '100-continue', 'Content-Length': Buffer.byteLength(body), ...headers },
      });
      call.on('continue', () => {
        asked += 1;
        call.end(body);
      });
      call.on('error', reject);
      call.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          call.destroy();
          resolve({ asked, status: response.statusCode, connection: response.headers.connection, text });
        });
      });
      call.flushHeaders();
    });
  }

  const json = { 'Content-Type': 'application/json' };

  it.each([
    ['who may not call', '/guarded', json, 401],
    ['a path that is none', '/nowhere', json, 404],
    ['a body that says it is too large', '/json', { ...json, 'Content-Length': maxBodyBytes + 1 }, 413],
    ['a type that nobody reads', '/json', { 'Content-Type': 'text/css' }, 415],
    ['a coding that nobody reads', '/json', { ...json, 'Content-Encoding': 'gzip' }, 415],
    ['a form that is none', '/form', json, 415],
    [
      'a file that says it is too large',
      '/form',
      { 'Content-Type': 'multipart/form-data; boundary=X', 'Content-Length': 5_000_000 },
      413,
    ],
  ])('refuses at once %s', async (_what, path, headers, status) => {
    const answer = await send(path, headers, '{}');
    // Whether the body or another request would come next, nobody could know.
    expect(answer).toMatchObject({ asked: 0, status, connection: 'close' });
  });

  it('asks for a body that it reads, and keeps the connection', async () => {
    expect(await send('/json', json, '{"a":1}')).toMatchObject({ asked: 1, status: 200, text: '{"a":1}' });
    const type = { 'Content-Type': 'multipart/form-data; boundary=X' };
    expect(await send('/form', type, form)).toMatchObject({ asked: 1, status: 200, text: '{"bytes":7}' });
    const kept = await send('/json', { ...json, Connection: 'keep-alive' }, '{}');
    expect(kept).toMatchObject({ asked: 1, status: 200, connection: 'keep-alive' });
  });

  it('refuses a body that turns out to be wrong after it was asked for', async () => {
    expect(await send('/json', json, '{')).toMatchObject({ asked: 1, status: 400 });
  });
});
