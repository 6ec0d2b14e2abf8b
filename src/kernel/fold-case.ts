/**
 * The one rule by which letters that differ only in case are the same (semantics.md, "Conventions" and "Callers"):
 * each character becomes its lower-case form where that is a single character, and the final sigma an ordinary one. No
 * language's own rules, no accents taken off.
 *
 * The database applies the same rule as the function `fold_case` (migration 0050), which depends on no locale; compare in
 * SQL wherever one side is a column. A test walks all of Unicode to see that the two agree.
 */
export function foldCase(text: string): string {
  return Array.from(text, foldCharacter).join('');
}

/** The order of texts by their code points, as the database sorts names: depends on no language of the machine. */
export function compareTexts(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference =
      ((a[index] as string).codePointAt(0) as number) - ((b[index] as string).codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function foldCharacter(character: string): string {
  if (character === 'ς') return 'σ';
  const lower = character.toLowerCase();
  // "İ" alone becomes two: it stays as it is.
  return [...lower].length === 1 ? lower : character;
}
