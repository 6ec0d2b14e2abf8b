import type { Attribute } from '../../api/types.ts';

/** How a value of an attribute is written in the languages of the snippets, fixed or (for numbers) moving a little. */
export interface Sample {
  readonly name: string;
  /** As JSON. */
  readonly json: string;
  readonly javascript: string;
  readonly python: string;
  /** As part of a printf format, and its argument where it has one. */
  readonly printf: { readonly format: string; readonly argument?: string };
}

/** Where a number moves: what a reading of that name would be like, so that the first plot looks like something. */
const ranges: readonly (readonly [RegExp, number, number])[] = [
  [/temp/i, 20, 5],
  [/humid/i, 40, 20],
  [/pressure/i, 1_000, 20],
  [/volt/i, 3, 1],
  [/battery|level|percent/i, 80, 20],
];

export function sampleOf({ name, dataType }: Pick<Attribute, 'name' | 'dataType'>): Sample {
  if (dataType === 'number') {
    const [, base, width] = ranges.find(([pattern]) => pattern.test(name)) ?? [undefined, 0, 100];
    const from = base === 0 ? '' : `${base} + `;
    return {
      name,
      json: String(base + width / 4),
      javascript: `${from}${width} * Math.random()`,
      python: `${from}${width} * random.random()`,
      printf: { format: '%.2f', argument: `${from}${width} * random(1000) / 1000.0` },
    };
  }
  if (dataType === 'boolean') {
    return { name, json: 'true', javascript: 'true', python: 'True', printf: { format: 'true' } };
  }
  const text = dataType === 'gps' ? '"52.5200,13.4050"' : '"hello"';
  return { name, json: text, javascript: text.replaceAll('"', "'"), python: text, printf: { format: text } };
}

/** `{"data":{…}}`, the body of a state report. */
export function toJsonBody(samples: readonly Sample[]): string {
  return `{"data":{${samples.map(({ name, json }) => `"${name}":${json}`).join(',')}}}`;
}
