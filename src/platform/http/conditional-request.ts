import type { IncomingHttpHeaders } from 'node:http';
import { parseTimeText } from '../../kernel/time-text.ts';
import type { ByteRange } from '../objects/object-store.ts';

/** What a GET or HEAD of a stored content may be compared with. */
export interface Representation {
  /** Strong, with its quotes. */
  readonly etag: string;
  /** Epoch ms. */
  readonly modifiedAt: number;
  readonly bytes: number;
}

/** How a GET or HEAD is to be answered; `range` only with 206. */
export type Verdict = { readonly status: 200 | 304 | 412 | 416 } | { readonly status: 206; readonly range: ByteRange };

/** Judges the conditions and the range of a GET or HEAD in the order of RFC 9110, 13.2.2. */
export function judgeRequest(headers: IncomingHttpHeaders, representation: Representation): Verdict {
  const { etag, modifiedAt } = representation;
  const {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-modified-since': ifModifiedSince,
    'if-unmodified-since': ifUnmodifiedSince,
  } = headers;
  // HTTP dates have no fractions.
  const modified = Math.floor(modifiedAt / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!listsTag(ifMatch, etag, 'strong')) return { status: 412 };
  } else {
    const since = parseHttpDate(ifUnmodifiedSince);
    if (since !== undefined && modified > since) return { status: 412 };
  }
  if (ifNoneMatch !== undefined) {
    if (listsTag(ifNoneMatch, etag, 'weak')) return { status: 304 };
  } else {
    const since = parseHttpDate(ifModifiedSince);
    if (since !== undefined && modified <= since) return { status: 304 };
  }
  return judgeRange(headers, { etag, modified, bytes: representation.bytes });
}

function judgeRange(
  headers: IncomingHttpHeaders,
  { etag, modified, bytes }: { etag: string; modified: number; bytes: number },
): Verdict {
  // Several ranges, and units that nobody knows, may be ignored (RFC 9110, 14.2).
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(headers.range ?? '') ?? [];
  if (first === '' && last === '') return { status: 200 };
  const ifRange = headers['if-range'];
  if (typeof ifRange === 'string' && ifRange !== etag && parseHttpDate(ifRange) !== modified) return { status: 200 };
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? { status: 416 } : { status: 206, range: { start: bytes - length, end: bytes - 1 } };
  }
  if (last !== '' && Number(last) < Number(first)) return { status: 200 };
  if (Number(first) >= bytes) return { status: 416 };
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return { status: 206, range: { start: Number(first), end } };
}

/** Weak tags are equal to no other in a strong comparison (RFC 9110, 8.8.3.2). */
function listsTag(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}

/** The one form of a date that HTTP still allows to send (RFC 9110, 5.6.7), of a real day; anything else is ignored. */
function parseHttpDate(text: string | undefined): number | undefined {
  const isHttpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text ?? '');
  return isHttpDate ? parseTimeText(text as string) : undefined;
}
