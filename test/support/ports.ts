import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that the system gives to connections: one of these could take the port of a server that is down for a moment.
 * 10,000 above them is room for the second port of a server of a Redis cluster.
 */
const range = { first: 12_000, count: 10_000 } as const;

/** Free ports for servers that come and go, and must come back to the same one. */
export async function findPorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = range.first + Math.floor(Math.random() * range.count);
    if (!found.includes(port) && (await isFree(port))) found.push(port);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
