// Not in TypeScript's library yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Texts that other servers have read as a time, a number or text, and that are none, or others than they seem. */
export const oddTexts: readonly string[] = [
  ...['2016-12-31T23:59:60Z', '2019-02-29', '2099-02-29T00:00:00Z', '2099-04-01 12:00:00+00', 'boot 7', '24:00'],
  ...['0000-01-01T00:00:00+14:00', '9999-12-31T23:59:59.999-12:00', '+275760-09-13T00:00:00.000Z', '2099-04-01T12:00Z'],
  ...['9007199254740993', '1e400', '1e-400', '0x10', '1_000', '١٢٣', '５', '-0', '5e-324', `1.${'0'.repeat(400)}1`],
  ...['\ud800', 'a\udfffb', '\ufeff', '\ufeffname', 'Cafe\u0301', 'Caf\u00e9', '\u212b', 'ß', 'İ', '😀'.repeat(128)],
  ...['a@b..c', 'a@b,c@d', '"a b"@c', `${'x'.repeat(65)}@y.z`, ' Room 1 ', '\n', 'a\nb', 'x/'.repeat(127)],
];

/** Values of JSON with the digits that JavaScript would not write. */
export const oddJson: readonly unknown[] = [
  ...['9007199254740993', '-2882429806056571124', '1e400', '-1e400', '1e-400', '3.14159265358979323846'].map(rawJSON),
  ...['0.1e1', '-0', '1E2', '9'.repeat(401), `0.${'1'.repeat(20_000)}`].map(rawJSON),
  { $date: '2016-12-31T23:59:60Z' },
  { $date: rawJSON('1e400') },
  { '\ud800': 1 },
];

/** What stands in a query string as it is, and is no UTF-8 when it has been decoded. */
export const oddQueryTexts: ReadonlySet<string> = new Set(['%ff', '%c0%af', '%ed%a0%80', '%', '%zz', '+%ff+']);
