import { invalid } from '../../kernel/errors.ts';

export const defaultMediaType = 'application/octet-stream';

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaType = new RegExp(`^${token}/${token}(?:[ \\t]*;[\\t\\x20-\\x7e]*)?$`);

/**
 * What browsers show without running anything, as far as these types are concerned. Whatever is not among them, HTML, SVG,
 * XML and PDF first of all, is only downloaded from where the API and the console are.
 */
const passive = /^(?:image\/(?!svg)|audio\/|video\/|font\/|text\/(?:plain|csv|markdown)$|application\/json$)/;

/** A content type that can be sent as a header. @throws AppError Validation */
export function readMediaType(text: string, field = 'contentType'): string {
  if (!mediaType.test(text)) throw invalid(field, 'must be a media type such as text/plain');
  return text;
}

export function isMediaType(text: string): boolean {
  return mediaType.test(text);
}

/** Whether a browser may show a content of this type where there is something to protect. */
export function isPassive(type: string): boolean {
  return passive.test(essenceOf(type));
}

function essenceOf(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}
