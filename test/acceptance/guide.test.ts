import { beforeAll, expect, it } from 'vitest';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;

beforeAll(async () => {
  server = await sharedServer();
});

const read = async (path: string) => {
  const response = await fetch(new URL(path, server.http));
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

it('tells where the documents are and serves each one that another leads to, with its pictures and anchors', async () => {
  const root = await fetch(server.http, { headers: { accept: 'application/json' } });
  const { guide } = (await root.json()) as { guide: string };
  expect(guide).toBe('/docs/guide/');
  const pages = new Map<string, string>();
  const links: { from: string; path: string; anchor: string }[] = [];
  for (const queue = [guide]; queue.length > 0; ) {
    const path = queue.shift() ?? '';
    if (pages.has(path)) continue;
    const { status, type, text } = await read(path);
    expect([path, status, type]).toEqual([path, 200, expect.stringMatching(/^text\/html/)]);
    pages.set(path, text);
    for (const [, target = ''] of text.matchAll(/<a href="([^"]+)"/g)) {
      const { origin, pathname, hash } = new URL(target.replaceAll('&amp;', '&'), new URL(path, server.http));
      if (origin !== new URL(server.http).origin || !pathname.startsWith('/docs/guide/')) continue;
      links.push({ from: path, path: pathname, anchor: decodeURIComponent(hash.slice(1)) });
      queue.push(pathname);
    }
    for (const [, source = ''] of text.matchAll(/<img src="([^"]+)"/g)) {
      const picture = await read(new URL(source, new URL(path, server.http)).pathname);
      expect([source, picture.status, picture.type]).toEqual([source, 200, expect.stringMatching(/^image\//)]);
    }
  }
  expect(pages.size).toBeGreaterThan(30);
  const broken = links.filter(({ path, anchor }) => anchor !== '' && !pages.get(path)?.includes(`id="${anchor}"`));
  expect(broken).toEqual([]);
});

it('gives documents and nothing else: no other file, no script, no frame', async () => {
  expect((await read('/docs/guide/nothing')).status).toBe(404);
  expect((await read('/docs/guide/..%2f..%2fpackage.json')).status).toBe(404);
  const response = await fetch(new URL('/docs/guide/mqtt', server.http));
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await read('/docs')).text).toContain('swagger');
});
