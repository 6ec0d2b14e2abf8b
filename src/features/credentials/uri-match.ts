/** A pattern of addresses, taken apart. */
interface UriPattern {
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

const form = /^(https?):\/\/([a-z0-9*.-]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?(\/[^?#\\\s]*)?$/i;

/**
 * Whether a `uriMatch` can be understood: `http` or `https`, a host, and perhaps a port and a path. `*` stands for any text
 * within the host, and in the path. At least two whole labels of the host follow its last `*`, so that a secret for
 * `https://*.example.com` does not go to everybody.
 */
export function isUriPattern(pattern: string): boolean {
  const parsed = parse(pattern);
  if (!parsed) return false;
  const { host } = parsed;
  return !host.includes('*') || /\*[^*]*\.[^*.]+\.[^*.]+$/.test(host);
}

/**
 * Whether a credential for `pattern` may be sent to an address. Protocol and port must be the same; without a path the
 * pattern is for every path of the host, and a path is one whole path unless it ends with `*`.
 */
export function matchesUri(pattern: string, address: string): boolean {
  const parsed = parse(pattern);
  if (!parsed || !URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== parsed.protocol || url.port !== parsed.port) return false;
  if (!matches(parsed.host, url.hostname)) return false;
  // `/a/../b` and `/a/%2e%2e/b` are `/b` to the URL parser; what a server may still take for a step upwards is refused.
  if (/%2f|%5c/i.test(url.pathname) && parsed.path !== '*') return false;
  return matches(parsed.path, url.pathname);
}

function parse(pattern: string): UriPattern | undefined {
  const [, scheme, host, port = '', path = '*'] = form.exec(pattern) ?? [];
  if (scheme === undefined || host === undefined || Number(port) > 65_535) return undefined;
  const protocol = `${scheme.toLowerCase()}:`;
  const isDefaultPort = Number(port) === (protocol === 'https:' ? 443 : 80);
  return { protocol, host: host.toLowerCase(), port: port === '' || isDefaultPort ? '' : String(Number(port)), path };
}

/** Without a regular expression, whose time could grow with the square of the text: each piece is looked for once. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
