import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { getPublic } from './public-get.ts';

const limits = { maxBytes: 1000, timeoutMs: 1000 };

it('reaches nothing on this machine or its networks, by name or by address', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  for (const host of [
    'localhost',
    '127.0.0.1',
    '127.1',
    '2130706433',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '169.254.169.254',
  ]) {
    const url = new URL(`https://${host}:${port}/`);
    await expect(getPublic(url, limits), host).rejects.toThrow('the host is not on the public internet');
  }
  await expect(getPublic(new URL(`http://s3.amazonaws.com/`), limits)).rejects.toThrow('only https:// URLs');
  expect(connections).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});
