import { invalid } from '../../kernel/errors.ts';

/** What S3 takes; a local folder is held to the same, so that a key is good everywhere or nowhere. */
const maxKeyBytes = 1024;
/** The longest name of a file or folder on nearly every file system; Azure takes no more either. */
const maxStepBytes = 254;

/**
 * The steps of an object's key, or of the folder part of a prefix. Refuses what could lead out of a folder (`..`, an
 * absolute path) and what cannot be stored and listed back alike everywhere (control characters, lone surrogates).
 *
 * @throws AppError Validation
 */
export function checkObjectKey(key: string): string[] {
  if (Buffer.byteLength(key) > maxKeyBytes) throw invalid('key', `must not be longer than ${maxKeyBytes} bytes`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!key.isWellFormed() || /[\u0000-\u001f\u007f]/.test(key)) {
    throw invalid('key', 'must be well-formed text without control characters');
  }
  const steps = key.split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..')) {
    throw invalid('key', 'must not be empty, start or end with "/", or contain empty steps, "." or ".."');
  }
  if (steps.some((step) => Buffer.byteLength(step) > maxStepBytes)) {
    throw invalid('key', `must not have a step of more than ${maxStepBytes} bytes between its "/"`);
  }
  return steps;
}

/** The folder steps of a prefix, whose last step may be the mere beginning of a name. @throws AppError Validation */
export function checkPrefix(prefix: string): string[] {
  const end = prefix.lastIndexOf('/');
  return end < 0 ? [] : checkObjectKey(prefix.slice(0, end));
}
