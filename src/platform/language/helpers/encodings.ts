import { decodeBase64Text } from '../../../kernel/base64-text.ts';
import { parseJson } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import { maxTextLength, tooLong, toText } from '../conversions.ts';
import { TemplateError } from '../errors.ts';
import { type Helper, SafeText } from '../helper.ts';
import { writeJson } from '../json-writer.ts';
import { isContainer } from '../values.ts';

function ofText(change: (text: string) => string): Helper {
  return {
    call([value]) {
      const text = toText(value);
      try {
        return change(text);
      } catch {
        throw new TemplateError(`the text is malformed: ${cutText(text, 80)}`);
      }
    },
  };
}

function decodeBase64(text: string): string {
  const decoded = decodeBase64Text(text);
  if ('problem' in decoded) throw new SyntaxError(decoded.problem);
  return decoded.text;
}

function decodeJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** `a=1&b=x&b=y`; objects within it as JSON, what is missing left out. */
function toQueryString(value: unknown): string {
  if (!isContainer(value)) return '';
  const pairs: string[] = [];
  let length = 0;
  for (const [key, inner] of Object.entries(value)) {
    for (const item of Array.isArray(inner) ? inner : [inner]) {
      if (item === undefined) continue;
      const text = isContainer(item) ? writeJson(item) : item instanceof Date ? item.toJSON() : toText(item);
      const pair = `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent((text ?? '').toWellFormed())}`;
      length += pair.length + 1;
      if (length > maxTextLength) throw tooLong();
      pairs.push(pair);
    }
  }
  return pairs.join('&');
}

/** Texts for other programs; all take and make UTF-8. */
export const encodingHelpers: readonly [string, Helper][] = [
  ['encodeURI', ofText(encodeURI)],
  ['decodeURI', ofText(decodeURI)],
  ['encodeURIComponent', ofText(encodeURIComponent)],
  ['decodeURIComponent', ofText(decodeURIComponent)],
  ['encodeBase64', ofText((text) => Buffer.from(text, 'utf8').toString('base64'))],
  ['decodeBase64', ofText(decodeBase64)],
  ['queryStringEncode', { call: ([value]) => toQueryString(value) }],
  ['jsonEncode', { call: ([value, spacer]) => new SafeText(writeJson(value, spacer)) }],
  ['jsonDecode', { call: ([value]) => (typeof value === 'string' ? decodeJson(value) : undefined) }],
];
