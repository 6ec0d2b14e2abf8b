/** What a name of a file or directory must not be, as words to go behind the field's name; undefined: it can be one. */
export function findFileNameFault(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name === '.' || name === '..') return 'must not be "." or ".."';
  if (!name.isWellFormed()) return 'must be well-formed text';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[/\\\u0000-\u001f\u007f-\u009f]/.test(name)) return 'must not contain "/", "\\" or control characters';
  return undefined;
}
