import { parseJson } from '../../../kernel/json-text.ts';
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
        throw new TemplateError(`the text is malformed: ${text.slice(0, 80)}`);
      }
    },
  };
}

const base64Pattern = /^[A-Za-z0-9+/_-]*={0,2}$/;

function decodeBase64(text: string): string {
  const bare = text.replace(/\s/g, '');
  if (!base64Pattern.test(bare)) throw new SyntaxError('no base64');
  return Buffer.from(bare, 'base64').toString('utf8');
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
