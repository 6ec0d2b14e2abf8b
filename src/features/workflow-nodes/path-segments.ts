import { encodeForAws } from './aws-signature.ts';
import { NodeError } from './errors.ts';

/**
 * A text, percent-encoded as one segment of a URL's path. Nothing that comes out of a payload leads out of the place that the node
 * names: `.` and `..` cannot be segments, however they are encoded (WHATWG URL, 4.4).
 *
 * @throws NodeError ValidationError for these, and for half of a surrogate pair
 */
export function encodeSegment(text: string): string {
  if (text === '.' || text === '..') throw new NodeError('ValidationError', `${text} cannot be a part of a path`);
  if (!text.isWellFormed()) {
    throw new NodeError('ValidationError', 'A part of a path must not contain half of a surrogate pair');
  }
  return encodeForAws(text);
}

/** A path of segments that `/` separates, such as the key of an object. @throws NodeError ValidationError as `encodeSegment` */
export function encodePath(text: string): string {
  return text.split('/').map(encodeSegment).join('/');
}
