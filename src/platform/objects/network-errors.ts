import { ObjectStoreError } from './object-store.ts';

/**
 * A fault on the way to a store, in words for people. The code is in the error or in what caused it.
 *
 * @returns kind `network`, or `other` when there is no sign of the network in it
 */
export function toNetworkError(error: unknown, options: { cause?: unknown }): ObjectStoreError {
  const code = findCode(error);
  if (code === undefined) {
    const { name = 'unknown error' } = (error ?? {}) as { name?: string };
    return /abort|timeout/i.test(name)
      ? new ObjectStoreError('network', 'the store did not respond in time', options)
      : new ObjectStoreError('other', `the store could not be used (${name})`, options);
  }
  return new ObjectStoreError('network', describe(code), options);
}

function describe(code: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the store could not be reached: its host name is not known (${code})`;
    case 'ECONNREFUSED':
      return 'the store could not be reached (ECONNREFUSED)';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'the store did not respond in time';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return `the store broke off the connection (${code})`;
    default:
      return /CERT|SELF_SIGNED|TLS|SSL/.test(code)
        ? `the certificate of the store is not trusted (${code})`
        : `the store could not be reached (${code})`;
  }
}

/** Codes of Node and its TLS; those of the SDKs are lower case, numbers, or begin with their own words. */
function findCode(error: unknown): string | undefined {
  for (let link = error, depth = 0; link && depth < 5; depth += 1) {
    const { code, cause, errors } = link as { code?: unknown; cause?: unknown; errors?: unknown[] };
    if (typeof code === 'string' && /^(E[A-Z]|ERR_(TLS|SSL|STREAM)|UND_ERR|CERT_|SELF_|DEPTH_|UNABLE_)/.test(code))
      return code;
    link = cause ?? errors?.[0];
  }
  return undefined;
}
