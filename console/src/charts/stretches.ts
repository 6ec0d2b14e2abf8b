export interface Stretch {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** What was so from when to when; a state lasts until the next one, and no further than what is known. */
export function toStretches(
  times: readonly number[],
  values: readonly (string | number | boolean | null)[],
  end: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, time] of times.entries()) {
    const given = values[index] ?? null;
    if (given === null) continue;
    const value = String(given);
    const last = stretches.at(-1);
    if (last && last.value === value) continue;
    if (last) stretches[stretches.length - 1] = { ...last, to: time };
    stretches.push({ value, from: time, to: end });
  }
  return stretches;
}
