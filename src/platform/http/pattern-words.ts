/**
 * What the patterns of schemas ask for, as words to go behind a field's name: whoever fills in a form reads no regular
 * expressions. A test holds it to every pattern of the API.
 */
const words: Readonly<Record<string, string>> = {
  '^[A-Fa-f\\d]{24}$': 'must be an id of 24 hex digits',
  '^[0-9a-zA-Z_-]{1,255}$': 'must be 1 to 255 letters (a to z), digits, - and _',
  '^[0-9a-z-]*$': 'must be small letters (a to z), digits and - only',
  '^(?=.*[A-Z])(?=.*[^A-Za-z0-9])(?=.*[0-9])(?=.*[a-z]).{12,}$':
    'must have at least 12 characters, with a capital and a small letter (A to Z), a digit and another character among them',
  '^([01][0-9]|2[0-3]):[0-5][0-9]$': 'must be a time of the day from 00:00 to 23:59',
  '^data:image/(jpg|jpeg|png|svg\\+xml);base64,[0-9a-zA-Z+/=]*$': 'must be a data URI of a JPEG, PNG or SVG in base64',
  '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$': 'must be a version such as 1.10.0',
  '^https?://': 'must begin with http:// or https://',
};

/** What a pattern asks for in words; undefined where nobody has found any. */
export function describePattern(pattern: string): string | undefined {
  return Object.hasOwn(words, pattern) ? words[pattern] : undefined;
}
