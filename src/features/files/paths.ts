import { invalid } from '../../kernel/errors.ts';
import { findFileNameFault } from '../../kernel/file-name.ts';
import { normalizeText } from '../../kernel/text.ts';

/** Of UTF-8, as S3 allows for a key. */
const maxPathBytes = 1024;
export const maxNameLength = 1024;

/** Where a file or directory is: `parentDirectory` begins and ends with a slash, `name` has none. */
export interface Place {
  readonly parentDirectory: string;
  readonly name: string;
}

/**
 * A name in the form in which it is stored (resources.md, "Files").
 *
 * @throws AppError Validation for one that would not be a single step of a path everywhere
 */
export function readName(text: string, field = 'name'): string {
  const name = normalizeText(text);
  const rule = findFileNameFault(name);
  if (rule !== undefined) throw invalid(field, rule);
  return name;
}

/**
 * A directory in the form in which it is stored, `/` or `/a/b/`; taken with or without slashes at its ends.
 *
 * @throws AppError Validation
 */
export function readDirectory(text: string, field = 'parentDirectory'): string {
  const steps = normalizeText(text)
    .split('/')
    .filter((step) => step !== '');
  for (const step of steps) {
    const rule = findFileNameFault(step);
    if (rule !== undefined) throw invalid(field, `has a step that ${rule}`);
  }
  checkLength(steps.join('/'), field);
  return steps.length === 0 ? '/' : `/${steps.join('/')}/`;
}

/** @throws AppError Validation for a path that is too long as a whole */
export function checkPlace(place: Place, field = 'name'): void {
  checkLength(toPath(place).slice(1), field);
}

/** As `/a/b/name`. */
export function toPath({ parentDirectory, name }: Place): string {
  return parentDirectory + name;
}

/** The directory that a path is, when it is one: `/a/b/name/`. */
export function toDirectory(place: Place): string {
  return `${toPath(place)}/`;
}

/** @param path as `toPath` makes it */
export function toPlace(path: string): Place {
  const end = path.lastIndexOf('/') + 1;
  return { parentDirectory: path.slice(0, end), name: path.slice(end) };
}

/** The directories that a directory is in, and itself, from the outermost: `/a/` and `/a/b/` of `/a/b/`. */
export function listDirectories(directory: string): Place[] {
  const steps = directory.split('/').filter((step) => step !== '');
  return steps.map((name, index) => ({
    parentDirectory: index === 0 ? '/' : `/${steps.slice(0, index).join('/')}/`,
    name,
  }));
}

/** The part of a public URL that names a file, behind the application: `a/b%20c.txt`. */
export function encodePath(place: Place): string {
  return toPath(place).slice(1).split('/').map(encodeURIComponent).join('/');
}

/** The place that a part of a URL names; undefined for what can be the path of no file. */
export function decodePath(encoded: string): Place | undefined {
  let steps: string[];
  try {
    steps = encoded.split('/').map((step) => normalizeText(decodeURIComponent(step)));
  } catch {
    return undefined;
  }
  if (steps.some((step) => findFileNameFault(step) !== undefined)) return undefined;
  return toPlace(`/${steps.join('/')}`);
}

function checkLength(path: string, field: string): void {
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw invalid(field, `must not make a path of more than ${maxPathBytes} bytes of UTF-8`);
  }
}
