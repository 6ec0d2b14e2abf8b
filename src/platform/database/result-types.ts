import { types } from 'pg';

type Parse = (text: string) => unknown;

/** The driver knows more types than its own declarations name. */
function parserInDriver(type: number): Parse {
  return types.getTypeParser(type as Parameters<typeof types.getTypeParser>[0], 'text') as Parse;
}

const textArray = parserInDriver(1009) as (text: string) => NestedTexts;
type NestedTexts = (string | null | NestedTexts)[];

function eachElement(parse: Parse): Parse {
  const parseAll = (items: NestedTexts): unknown[] =>
    items.map((item) => (Array.isArray(item) ? parseAll(item) : item === null ? null : parse(item)));
  return (text) => parseAll(textArray(text));
}

const timestamptz = parserInDriver(1184);
const bytea = parserInDriver(17);

/** Where what `Database` returns differs from the driver's own: see `Database` in database.ts. By OID. */
const parsers = new Map<number, Parse>([
  [20, Number],
  [1016, eachElement(Number)],
  [1700, Number],
  [1231, eachElement(Number)],
  [1185, eachElement(timestamptz)],
  [1001, eachElement(bytea)],
  [3807, eachElement(JSON.parse)],
  // A calendar day has no time zone, so it stays text; a timestamp without one is taken as UTC, not as local time.
  [1082, (text) => text],
  [1114, (text) => timestamptz(`${text}+00`)],
]);

/** How the text of a column becomes a JavaScript value; the same on both engines. */
export function parserOf(type: number): Parse {
  return parsers.get(type) ?? parserInDriver(type);
}

/** The same, in the form that the driver asks for. */
export const resultTypes = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') =>
    format === 'binary' ? types.getTypeParser(type, 'binary') : parserOf(type)) as typeof types.getTypeParser,
};
