/** Longer than any spelling in use (NMEA allows 82 characters); keeps hostile text cheap. */
const maxLength = 128;

const degreesPattern = '([+-]?)(\\d{1,3}(?:\\.\\d+)?|\\.\\d+)';
const decimalPattern = new RegExp(`^${degreesPattern}\\s*,\\s*${degreesPattern}$`);

/**
 * A position as `lat,lon` in decimal degrees, or undefined when the text is none (semantics.md, "Devices and their
 * state"). Accepts decimal degrees, degrees-minutes-seconds with or without symbols, and the NMEA 0183 sentences
 * GLL and GGA of any talker, such as `$GPGLL` and `$GNGGA` (a checksum, when present, must be right; a sentence that says
 * it has no fix, or leaves the position empty, is no position).
 *
 * Decimal input keeps its own digits; converted input is rounded to 7 decimals (about 1 cm). What is returned parses to
 * itself. Takes time linear in the length, and refuses more than 128 characters unread.
 */
export function parseGps(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  const trimmed = text.trim();
  if (trimmed.startsWith('$')) return parseNmea(trimmed);
  return parseDecimal(trimmed) ?? parseDegreesMinutesSeconds(trimmed);
}

function parseDecimal(text: string): string | undefined {
  const match = decimalPattern.exec(text);
  if (!match) return undefined;
  const [, latitudeSign, latitude, longitudeSign, longitude] = match;
  if (!inRange(Number(latitude), Number(longitude))) return undefined;
  return `${latitudeSign === '-' ? '-' : ''}${latitude},${longitudeSign === '-' ? '-' : ''}${longitude}`;
}

function parseNmea(text: string): string | undefined {
  const [body = '', checksum, ...rest] = text.slice(1).split('*');
  if (rest.length > 0 || (checksum !== undefined && !isChecksumOf(checksum, body))) return undefined;
  const fields = body.split(',');
  // Whoever talks: GP is GPS, GL, GA and GB are other systems, GN is several together. P would be a maker's own sentence.
  const sentence = /^[A-OQ-Z][A-Z](GLL|GGA)$/.exec(fields[0] ?? '')?.[1];
  if (sentence === 'GLL') {
    // Field 6 is missing in sentences older than NMEA 0183 2.0, field 7 in those older than 2.3; V and N mean that the
    // receiver does not trust the position.
    return fields[6] === 'V' || fields[7] === 'N' ? undefined : readNmeaFields(fields.slice(1, 5));
  }
  if (sentence === 'GGA') {
    // Field 6 is the fix quality; 0 means no fix, whatever stands in the position fields.
    return fields[6] === '0' ? undefined : readNmeaFields(fields.slice(2, 6));
  }
  return undefined;
}

function isChecksumOf(checksum: string, body: string): boolean {
  if (!/^[0-9a-f]{2}$/i.test(checksum)) return false;
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) sum ^= body.charCodeAt(index);
  return sum === Number.parseInt(checksum, 16);
}

function readNmeaFields([latitude, northSouth, longitude, eastWest]: string[]): string | undefined {
  const north = readNmeaDegrees(latitude ?? '', /^(\d{1,2})(\d{2}(?:\.\d*)?)$/);
  const east = readNmeaDegrees(longitude ?? '', /^(\d{1,3})(\d{2}(?:\.\d*)?)$/);
  if (north === undefined || east === undefined) return undefined;
  if ((northSouth !== 'N' && northSouth !== 'S') || (eastWest !== 'E' && eastWest !== 'W')) return undefined;
  return formatPosition(northSouth === 'S' ? -north : north, eastWest === 'W' ? -east : east);
}

/** NMEA runs whole degrees and decimal minutes together: 4916.45 is 49 degrees, 16.45 minutes. */
function readNmeaDegrees(field: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(field);
  if (!match) return undefined;
  const minutes = Number(match[2]);
  return minutes < 60 ? Number(match[1]) + minutes / 60 : undefined;
}

type TokenKind = 'number' | 'hemisphere' | 'sign' | 'degree' | 'second' | 'minute' | 'colon' | 'comma';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** One half of a position; the axis is known only when a hemisphere letter tells it. */
interface Coordinate {
  readonly degrees: number;
  readonly axis: 'latitude' | 'longitude' | undefined;
}

// The marks that people, phones and map sites really type: the true signs, their look-alikes, and two single primes
// for a double one.
const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<hemisphere>[NSEW])|(?<sign>[+\-−])|(?<degree>[°º˚D])|(?<second>''|′′|["“”″])|(?<minute>['‘’′´`])|(?<colon>:)|(?<comma>,))/iy;

function parseDegreesMinutesSeconds(text: string): string | undefined {
  const tokens = readTokens(text);
  const halves = tokens && splitHalves(tokens);
  const first = halves && readCoordinate(halves[0]);
  const second = halves && readCoordinate(halves[1]);
  if (!first || !second) return undefined;
  if (first.axis === undefined && second.axis === undefined) return formatPosition(first.degrees, second.degrees);
  if (first.axis === 'latitude' && second.axis === 'longitude') return formatPosition(first.degrees, second.degrees);
  if (first.axis === 'longitude' && second.axis === 'latitude') return formatPosition(second.degrees, first.degrees);
  return undefined;
}

function readTokens(text: string): Token[] | undefined {
  const pattern = new RegExp(tokenPattern);
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return undefined;
    for (const [kind, matched] of Object.entries(groups)) {
      if (matched !== undefined) tokens.push({ kind: kind as TokenKind, text: matched });
    }
  }
  return tokens;
}

/** Cuts at the comma; without one, at the hemisphere letters; without those, in the middle of an even count of numbers. */
function splitHalves(tokens: readonly Token[]): [readonly Token[], readonly Token[]] | undefined {
  const cutAt = (index: number): [readonly Token[], readonly Token[]] => [tokens.slice(0, index), tokens.slice(index)];
  const comma = tokens.findIndex((token) => token.kind === 'comma');
  if (comma >= 0) return [tokens.slice(0, comma), tokens.slice(comma + 1)];
  const firstLetter = tokens.findIndex((token) => token.kind === 'hemisphere');
  if (firstLetter > 0) return cutAt(firstLetter + 1);
  if (firstLetter === 0) {
    const secondLetter = tokens.findIndex((token, index) => index > 0 && token.kind === 'hemisphere');
    return secondLetter < 0 ? undefined : cutAt(secondLetter);
  }
  const numbers = tokens.flatMap((token, index) => (token.kind === 'number' ? [index] : []));
  // Two bare numbers may as well be the degrees and minutes of one angle: only a degree sign tells.
  if (numbers.length === 2 && !tokens.some((token) => token.kind === 'degree')) return undefined;
  const middle = numbers[numbers.length / 2];
  if (middle === undefined) return undefined;
  return cutAt(tokens[middle - 1]?.kind === 'sign' ? middle - 1 : middle);
}

const partMarks = ['degree', 'minute', 'second'] as const;

function readCoordinate(tokens: readonly Token[]): Coordinate | undefined {
  let next = 0;
  const take = (kind: TokenKind): Token | undefined => (tokens[next]?.kind === kind ? tokens[next++] : undefined);
  const leading = take('hemisphere');
  const sign = take('sign');
  let degrees = 0;
  let parts = 0;
  let fraction = false;
  for (const mark of partMarks) {
    const number = take('number');
    if (!number) break;
    // Only the last part may have a fraction; minutes and seconds end at 60.
    if (fraction || (parts > 0 && Number(number.text) >= 60)) return undefined;
    fraction = number.text.includes('.');
    degrees += Number(number.text) / 60 ** parts;
    parts += 1;
    if (!take(mark) && mark !== 'second' && tokens[next + 1]?.kind === 'number') take('colon');
  }
  const trailing = take('hemisphere');
  if (parts === 0 || next < tokens.length || (leading && trailing)) return undefined;
  const letter = (leading ?? trailing)?.text.toUpperCase();
  // "-37 S" could mean either side of the equator.
  if (letter && sign) return undefined;
  const negative = letter ? letter === 'S' || letter === 'W' : sign !== undefined && sign.text !== '+';
  const axis = letter && (letter === 'N' || letter === 'S' ? 'latitude' : 'longitude');
  return { degrees: negative ? -degrees : degrees, axis: axis || undefined };
}

function formatPosition(latitude: number, longitude: number): string | undefined {
  return inRange(latitude, longitude) ? `${formatDegrees(latitude)},${formatDegrees(longitude)}` : undefined;
}

function formatDegrees(degrees: number): string {
  const text = degrees.toFixed(7).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

function inRange(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}
