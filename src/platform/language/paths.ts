import { cachedByText } from './bounded-cache.ts';
import { PathError } from './errors.ts';
import { isContainer, readOwn, writeOwn } from './values.ts';

/** One step of a path: `isIndex` for `[3]`, which makes an array where there is nothing; `3` alone is a key. */
export interface PathStep {
  readonly key: string;
  readonly isIndex: boolean;
}

/** A payload path that was read; no steps mean the whole payload. */
export interface PayloadPath {
  readonly steps: readonly PathStep[];
}

/** Beyond any list that fits into a payload of 5 MiB. */
const maxIndex = 1_048_575;
const maxSteps = 200;
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);
const stepPattern = /\[((?:[^\]\\]|\\.)*)\]|([^.[\]]+)/y;

const parseCached = cachedByText(parse);

/**
 * Reads a payload path (workflows.md, "4. Paths, templates, expressions"): `a.b.[c d].[0]`, `.` for the whole payload, blanks around it ignored.
 *
 * @returns undefined for a blank text, which means that no path is set
 * @throws PathError for what is no path, and for `__proto__`, `constructor` and `prototype`
 */
export function parsePath(text: string): PayloadPath | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : parseCached(trimmed);
}

/**
 * What is at the path: undefined where there is nothing, and for a blank path. Only own properties count, characters of a
 * text by `[n]`, and the `length` of texts and arrays.
 *
 * @throws PathError
 */
export function readPath(payload: unknown, path: string): unknown {
  const parsed = parsePath(path);
  if (!parsed) return undefined;
  let value = payload;
  for (const step of parsed.steps) value = readOwn(value, step.key);
  return value;
}

/**
 * Writes the value, not a copy of it, into the payload: objects on the way (arrays before `[n]`) are made, and take the
 * place of a primitive. At `.` the properties of the value replace those of the payload. Nothing happens for a blank path.
 *
 * @throws PathError where there is no such place: `.` for what is no object, a name in an array, a Date on the way
 */
export function writePath(payload: object, path: string, value: unknown): void {
  const parsed = parsePath(path);
  if (!parsed) return;
  const { steps } = parsed;
  const last = steps.at(-1);
  if (!last) return replaceWhole(payload, value);
  let place: object = payload;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const found = readOwn(place, step.key);
    if (isContainer(found)) place = found;
    else {
      const made = steps[index + 1]?.isIndex ? [] : {};
      writeStep(place, step, made, path);
      place = made;
    }
  }
  writeStep(place, last, value, path);
}

/**
 * Removes what is at the path; later items of an array move up. At `.` the payload becomes empty. Nothing happens where
 * there is nothing.
 *
 * @throws PathError
 */
export function removePath(payload: object, path: string): void {
  const parsed = parsePath(path);
  if (!parsed) return;
  const last = parsed.steps.at(-1);
  if (!last) return replaceWhole(payload, {});
  let place: unknown = payload;
  for (const step of parsed.steps.slice(0, -1)) place = readOwn(place, step.key);
  if (!isContainer(place) || !Object.hasOwn(place, last.key)) return;
  if (!Array.isArray(place)) Reflect.deleteProperty(place, last.key);
  else if (isArrayIndex(last.key)) place.splice(Number(last.key), 1);
}

function parse(text: string): PayloadPath {
  if (text === '.') return { steps: [] };
  if (text.includes('{{')) throw new PathError(`"${text}" must be a path without templates`);
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    stepPattern.lastIndex = at;
    const match = stepPattern.exec(text);
    if (!match) throw new PathError(`"${text}" is no path: at character ${at + 1} there is no name and no [..]`);
    at = stepPattern.lastIndex;
    if (at < text.length && text[at] !== '.')
      throw new PathError(`"${text}" is no path: a dot is missing at character ${at + 1}`);
    if (at === text.length - 1) throw new PathError(`"${text}" is no path: nothing follows its last dot`);
    steps.push(toStep(match[1], match[2], text));
    at += 1;
  }
  if (steps.length > maxSteps) throw new PathError(`a path must not have more than ${maxSteps} steps`);
  return { steps };
}

function toStep(bracketed: string | undefined, name: string | undefined, text: string): PathStep {
  const key = bracketed?.replaceAll(/\\(.)/g, '$1') ?? (name as string).trim();
  if (key === '') throw new PathError(`"${text}" is no path: a name in it is blank`);
  if (refusedKeys.has(key)) throw new PathError(`"${text}" must not contain ${key}`);
  const isIndex = bracketed !== undefined && isArrayIndex(key);
  if (isIndex && Number(key) > maxIndex) throw new PathError(`"${text}": an index must be at most ${maxIndex}`);
  return { key, isIndex };
}

function writeStep(place: object, step: PathStep, value: unknown, path: string): void {
  if (Array.isArray(place) && !(isArrayIndex(step.key) && Number(step.key) <= maxIndex))
    throw new PathError(`nothing can be written to "${path}": what is there is an array, and ${step.key} no index`);
  writeOwn(place, step.key, value);
}

function replaceWhole(payload: object, value: unknown): void {
  if (!isContainer(value) || Array.isArray(value))
    throw new PathError('the whole payload can be replaced by an object only');
  const keys = Object.keys(value);
  const isInOrder = Object.keys(payload).every((key, place) => key === keys[place]);
  // An object from which much has been deleted is slow ever after.
  if (!isInOrder) for (const key of Object.keys(payload)) Reflect.deleteProperty(payload, key);
  for (const key of keys) writeOwn(payload, key, value[key]);
}

function isArrayIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(key);
}
