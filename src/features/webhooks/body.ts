import { isUtf8 } from 'node:buffer';
import { AppError } from '../../kernel/errors.ts';
import { containsUnkeepableNumber } from '../../kernel/json-text.ts';
import { parseJsonBody } from '../../platform/http/json-body.ts';
import { castBuffer } from './cast-buffer.ts';
import { type MultipartOptions, parseMultipart } from './multipart.ts';

/**
 * The body of a call as a payload has it (resources.md, "Webhooks"): null, what was parsed, the text of what cannot be, or the
 * bytes of what is no text.
 *
 * @param contentType as it was sent, readable or not
 * @throws AppError TooLarge when a multipart body has more than 100 parts; Validation when bytes that are not UTF-8 are to be
 *   a text
 */
export async function parseBody(
  body: Buffer,
  contentType: string | undefined,
  options: MultipartOptions,
): Promise<unknown> {
  if (body.length === 0) return null;
  const [type = ''] = (contentType ?? '').split(';', 1);
  const mediaType = type.trim().toLowerCase();
  if (/^application\/json$|\+json$/.test(mediaType)) {
    const value = parseJson(body);
    if (value !== undefined) return value;
  }
  if (mediaType === 'multipart/form-data') {
    const parts = await parseMultipart(body, contentType ?? '', options);
    if (parts) return toObject(parts);
  }
  const text = toText(body, contentType);
  if (text === undefined) return castBuffer(body, options.castBuffersAs);
  const isForm = mediaType === 'application/x-www-form-urlencoded' && !foreignEscapes(text);
  return isForm ? toObject(new URLSearchParams(text)) : text;
}

/**
 * The parameters of a query string. Nothing in it is refused: what is no escape, or stands for bytes that are not UTF-8, is
 * taken as it stands.
 */
export function parseQueryText(url: string): Record<string, string | string[]> {
  const start = url.indexOf('?');
  if (start < 0) return {};
  // Node.js takes each byte of a URL for a character of Latin-1.
  const bytes = Buffer.from(url.slice(start + 1), 'latin1');
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return toObject(
    new URLSearchParams(text.replaceAll(escapes, (run) => (isForeign(run) ? run.replaceAll('%', '%25') : run))),
  );
}

const escapes = /(?:%[0-9a-f]{2})+/gi;

/** Whether escapes stand for bytes that are not UTF-8, which `URLSearchParams` would replace in silence. */
function foreignEscapes(text: string): boolean {
  return text.match(escapes)?.some(isForeign) ?? false;
}

function isForeign(run: string): boolean {
  return !isUtf8(Buffer.from(run.replaceAll('%', ''), 'hex'));
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

/** Undefined when it is no JSON that is taken, or has a number that cannot be passed on: as a text it stays what came. */
function parseJson(body: Buffer): unknown {
  try {
    const value = parseJsonBody(body) ?? null;
    return containsUnkeepableNumber(value) ? undefined : value;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return undefined;
  }
}

/** The text in the charset that the sender names, where it is one that we know; else as UTF-8. Undefined when it is none. */
function toText(body: Buffer, contentType: string | undefined): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return decoderOf(charset).decode(body);
  } catch {
    return undefined;
  }
}

function decoderOf(charset: string): Pick<InstanceType<typeof TextDecoder>, 'decode'> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return new TextDecoder('utf-8', { fatal: true });
  }
}
