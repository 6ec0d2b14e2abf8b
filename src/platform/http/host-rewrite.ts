import type { IncomingMessage } from 'node:http';

/**
 * Gives a host name of this server one part of its paths, and nothing else: `https://files.example.com/a` is served as
 * `/files/a` of every other name, and what lies outside of `/files` is not reached under this one.
 *
 * @param url the host, as `https://files.example.com`; what counts is the `Host` header, whatever a proxy says besides
 * @param prefix begins with a slash and ends without
 */
export function rewriteHost(url: string, prefix: string): (request: IncomingMessage) => string {
  const isHost = matchHost(url);
  return (request) => {
    const { url: path = '/' } = request;
    return path.startsWith('/') && isHost(request) ? `${prefix}${path}` : path;
  };
}

/** Whether a request was sent to the host of a URL. */
export function matchHost(url: string): (request: IncomingMessage) => boolean {
  const { host, protocol } = new URL(url);
  return ({ headers }) => {
    const named = `${protocol}//${headers.host ?? ''}`;
    return headers.host !== undefined && URL.canParse(named) && new URL(named).host === host;
  };
}
