import { refuseUrl, requestOutgoing } from '../network/outgoing-request.ts';

const publicOnly = { allowedHosts: [] };

/**
 * Fetches a text over HTTPS from a host of the public internet, whatever its name leads to at the moment of the connection
 * (`requestOutgoing`). Follows no redirects, and reads no more than `maxBytes`.
 *
 * @throws Error in words for people, unless the answer is a 200
 */
export async function getPublic(url: URL, options: { maxBytes: number; timeoutMs: number }): Promise<string> {
  const { maxBytes, timeoutMs } = options;
  if (url.protocol !== 'https:') throw new Error('only https:// URLs are fetched');
  if (refuseUrl(url, publicOnly) !== undefined) throw new Error('the host is not on the public internet');
  return new Promise<string>((resolve, reject) => {
    const sent = requestOutgoing(url, publicOnly, {
      headers: { 'user-agent': 'Signalbox' },
      // Until the last byte of the answer.
      signal: AbortSignal.timeout(timeoutMs),
    });
    const fail = (error: Error) =>
      reject(new Error(`${url.host} could not be read (${error.message})`, { cause: error }));
    sent.once('error', fail);
    sent.once('response', (response) => {
      response.once('error', fail);
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new Error(`${url.host} answered ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) response.destroy(new Error(`more than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    sent.end();
  });
}
