import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foreignSourcesOf, registerConsole } from './console.ts';

const server = Fastify();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-console-'));
  await mkdir(join(folder, 'assets'));
  for (const name of ['maplibre-gl-worker-a1.js', 'app-a1.js']) await writeFile(join(folder, 'assets', name), 'x()');
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'service-worker.js'), 'const files = [];');
  const links = [
    { path: '/invites', page: 'invitation', isAction: true },
    { path: '/confirm-email', page: 'confirm-email', isAction: false },
  ];
  const embedHosts = ['intranet.example.com', 'localhost:8080'];
  await registerConsole(
    server,
    folder,
    links,
    foreignSourcesOf({ embedHosts, mapTiles: 'https://tiles.example.com/style.json' } as never),
  );
  server.get('/invites', async () => ({ email: 'ada@example.com' }));
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const follow = (url: string, accept: string) => server.inject({ url, headers: { accept } });

it('leads a browser from the link of a mail to its page, with what the link says behind the #', async () => {
  for (const [link, page] of [
    ['/invites?email=a%2Bb%40example.com&token=x', '/console/invitation#email=a%2Bb%40example.com&token=x'],
    ['/confirm-email?token=x', '/console/confirm-email#token=x'],
  ] as const) {
    const answer = await follow(link, 'text/html,*/*;q=0.8');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, page]);
  }
});

it('gives programs the action that has the same path', async () => {
  const answer = await follow('/invites?token=x', 'application/json');
  expect(answer.json()).toEqual({ email: 'ada@example.com' });
  expect(answer.headers.vary).toBe('Accept');
});

it('lets the sites that the operator names show what is shared in a frame, and nothing else', async () => {
  const ancestorsOf = async (url: string) =>
    /frame-ancestors ([^;]+)/.exec(String((await server.inject(url)).headers['content-security-policy']))?.[1];
  const named = 'https://intranet.example.com http://localhost:8080';
  expect(await ancestorsOf('/console/shared?dashboard=x')).toBe(named);
  for (const other of ['/console/', '/console/shared/more', '/console/shared-page', '/console/print?x=/console/shared'])
    expect([other, await ancestorsOf(other)]).toEqual([other, "'none'"]);
});

it('serves the worker that keeps the shell as a script that may fetch from here alone, and is never kept', async () => {
  const { headers, body } = await server.inject('/console/service-worker.js');
  expect(body).toBe('const files = [];');
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'none'; connect-src 'self'",
  });
});

it('lets the thread of maps, and no other script, ask for tiles from here and from where the operator has them', async () => {
  const policyOf = async (name: string) => {
    const { statusCode, headers } = await server.inject(`/console/assets/${name}`);
    return [statusCode, headers['content-security-policy'], headers['cache-control']];
  };
  const kept = 'public, max-age=31536000, immutable';
  const policy = "default-src 'none'; connect-src 'self' https://tiles.example.com";
  expect(await policyOf('maplibre-gl-worker-a1.js')).toEqual([200, policy, kept]);
  expect(await policyOf('app-a1.js')).toEqual([200, undefined, kept]);
});
