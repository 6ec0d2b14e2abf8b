/**
 * Whether a text matches a pattern in which `*` stands for any characters, in any case. Linear in practice and quadratic at
 * worst: on a mismatch only the last star is tried again.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < given.length) {
    if (wanted[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (wanted[at] === given[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      at = star + 1;
      index = resume;
    } else return false;
  }
  while (wanted[at] === '*') at += 1;
  return at === wanted.length;
}
