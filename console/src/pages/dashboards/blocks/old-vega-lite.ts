import { t } from '../../../words/words.ts';

type Json = Readonly<Record<string, unknown>>;

/** Says in words what of a chart is not drawn here. */
export class UnsupportedChartError extends Error {}

/** Vega-Lite of the versions 2 to 4 as that of today: selections have become parameters, and are named as such. */
export function modernize(spec: Json): Record<string, unknown> {
  return walk(spec) as Record<string, unknown>;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  const { selection, ...rest } = value as Record<string, unknown>;
  const made = Object.fromEntries(
    Object.entries(rest).map(([name, each]) => [name, keepsAsIs(name) ? each : walk(each)]),
  );
  if (selection === undefined) return made;
  if (isDefinitions(selection)) {
    const params = Object.entries(selection).map(([name, each]) => toParameter(name, each));
    return { ...made, params: [...((made.params as unknown[]) ?? []), ...params] };
  }
  // A condition, a filter or a domain that refers to one.
  if (typeof selection === 'string') return { ...made, param: selection };
  throw new UnsupportedChartError(t('selections that are combined (and, or, not) are not supported; name one'));
}

/** Rows of data are nobody's specification, however they look. */
function keepsAsIs(name: string): boolean {
  return name === 'values' || name === 'datasets';
}

function isDefinitions(selection: unknown): selection is Record<string, Json> {
  return (
    typeof selection === 'object' &&
    selection !== null &&
    Object.values(selection).every((each) => typeof each === 'object' && each !== null && 'type' in each)
  );
}

const pointTypes: Readonly<Record<string, string>> = { single: 'point', multi: 'point', interval: 'interval' };

function toParameter(name: string, { type, bind, init, empty: _empty, ...options }: Json): Json {
  const own = pointTypes[String(type)];
  if (own === undefined)
    throw new UnsupportedChartError(t('selections of the type {type} are not supported', { type: String(type) }));
  return {
    name,
    select: { type: own, ...(walk(options) as object) },
    ...(bind === undefined ? {} : { bind }),
    ...(init === undefined ? {} : { value: init }),
  };
}
