import { formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
/** A message as the topic stream brings it. */
export interface TopicMessage {
  readonly topic: string;
  readonly message: string;
  /** Set when the payload was not text. */
  readonly encoding?: 'base64';
}

/** More of a row than two lines show is never laid out. */
const previewLength = 200;
/** What a browser lays out without a pause; the rest of a larger payload is only counted. */
const longestShown = 100_000;

const utf8 = new TextEncoder();

/** The length of a payload in bytes, as it was published. */
export function countBytes({ message, encoding }: TopicMessage): number {
  if (encoding !== 'base64') return utf8.encode(message).byteLength;
  const padding = message.endsWith('==') ? 2 : message.endsWith('=') ? 1 : 0;
  return (message.length / 4) * 3 - padding;
}

/** A payload in one row. */
export function previewPayload(payload: TopicMessage): string {
  if (payload.encoding === 'base64')
    return t('{countBytes} bytes that are not text', { countBytes: countBytes(payload) });
  return payload.message === '' ? '(empty)' : payload.message.slice(0, previewLength);
}

/** A text as JSON, indented, if it is any; otherwise as it is. */
export function formatText(text: string): string {
  let formatted = text;
  try {
    formatted = JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    // Not JSON: shown as it is.
  }
  if (formatted.length <= longestShown) return formatted;
  return t('{formatted}\n… and {count} more characters', {
    formatted: formatted.slice(0, longestShown),
    count: formatNumber(formatted.length - longestShown),
  });
}
