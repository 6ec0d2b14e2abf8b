import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Those whose senders wait to be told whether their body is wanted. */
const waiting = new WeakSet<IncomingMessage>();

/** Whether the sender of a request holds its body back until it is asked for. */
export function holdsBodyBack(request: IncomingMessage): boolean {
  return waiting.has(request);
}

/**
 * Serves requests that ask with `Expect: 100-continue` whether their body is wanted: 100 is sent when somebody begins to read
 * it, so that whoever is refused by its headers alone gets the final status at once (RFC 9110, 10.1.1).
 */
export function answerExpectContinue(server: Pick<Server, 'on' | 'emit'>): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const { shouldKeepAlive } = response;
    // Without a 100, nobody knows whether the body or another request comes next.
    response.shouldKeepAlive = false;
    waiting.add(request);
    onReading(request, () => {
      waiting.delete(request);
      if (response.headersSent) return;
      response.writeContinue();
      response.shouldKeepAlive = shouldKeepAlive;
    });
    server.emit('request', request, response);
  });
}

/** Calls once when the body is going to be read, in whichever way streams are read: by flowing, or piece by piece. */
function onReading(request: IncomingMessage, begin: () => void): void {
  const start = (): void => {
    request.off('resume', start).off('newListener', listen);
    begin();
  };
  const listen = (event: string | symbol): void => {
    if (event === 'readable') start();
  };
  request.on('resume', start).on('newListener', listen);
}
