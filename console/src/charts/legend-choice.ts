/** The lines that are hidden after one of them has been hidden, or shown again. */
export function toggleLine(hidden: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The lines that are hidden after one has been left alone; none, where it was alone already. */
export function leaveAlone(hidden: ReadonlySet<string>, keys: readonly string[], key: string): ReadonlySet<string> {
  const others = keys.filter((other) => other !== key);
  const isAlone = !hidden.has(key) && others.every((other) => hidden.has(other));
  return new Set(isAlone ? [] : others);
}
