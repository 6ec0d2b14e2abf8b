import type { IncomingMessage } from 'node:http';
import { holdsBodyBack } from './expect-continue.ts';

/** Of a body that is refused, so much is read without keeping it. */
const mostBytes = 16 * 1024 * 1024;
/** Whoever has sent nothing for so long waits for an answer. */
const pauseMs = 500;

/**
 * Reads what a client is still sending of a body that is refused for its size, and forgets it: if the connection ended under it,
 * it would get a broken pipe in place of the reason. Ends with the body, when nothing more comes, or after 16 MiB.
 */
export function forgetBody(request: IncomingMessage): Promise<void> {
  const isLarge = Number(request.headers['content-length']) > mostBytes;
  if (request.complete || request.destroyed || isLarge || holdsBodyBack(request)) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', end).off('close', end);
      resolve();
    };
    const timer = setTimeout(end, pauseMs);
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > mostBytes) end();
      else timer.refresh();
    };
    request.on('data', count).once('end', end).once('close', end);
  });
}
