import { AppError } from '../../kernel/errors.ts';
import { parseJsonBody } from '../../platform/http/json-body.ts';
import { type MultipartOptions, parseMultipart } from './multipart.ts';

/**
 * The body of a call as a payload has it (resources.md, "Webhooks"): null, what was parsed, or the text of what cannot be.
 *
 * @param contentType as it was sent, readable or not
 * @throws AppError TooLarge when a multipart body has more than 100 parts
 */
export async function parseBody(
  body: Buffer,
  contentType: string | undefined,
  options: MultipartOptions,
): Promise<unknown> {
  if (body.length === 0) return null;
  const [type = ''] = (contentType ?? '').split(';', 1);
  const mediaType = type.trim().toLowerCase();
  if (/^application\/json$|\+json$/.test(mediaType)) return parseJson(body, contentType);
  if (mediaType === 'application/x-www-form-urlencoded')
    return toObject(new URLSearchParams(toText(body, contentType)));
  if (mediaType === 'multipart/form-data') {
    const parts = await parseMultipart(body, contentType ?? '', options);
    if (parts) return toObject(parts);
  }
  return toText(body, contentType);
}

/** The parameters of a query string. Nothing in it is refused: what is no escape is taken as it stands. */
export function parseQueryText(url: string): Record<string, string | string[]> {
  const start = url.indexOf('?');
  return start < 0 ? {} : toObject(new URLSearchParams(url.slice(start + 1)));
}

/** Names with their values; a name that comes again has an array. */
function toObject<Value>(pairs: Iterable<readonly [string, Value]>): Record<string, Value | Value[]> {
  const values = new Map<string, Value[]>();
  for (const [name, value] of pairs) {
    // Assigned by whoever walks a payload, it would change what the object is.
    if (name === '__proto__') continue;
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] as Value) : all]));
}

function parseJson(body: Buffer, contentType: string | undefined): unknown {
  try {
    return parseJsonBody(body) ?? null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return toText(body, contentType);
  }
}

/** The text in the charset that the sender names, where it is one that we know; else as UTF-8. */
function toText(body: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
