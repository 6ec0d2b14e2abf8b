/**
 * Room between the starts of a server's commits, for each other server that shares the database: so that all of them together commit no
 * more often than one would that had all of their devices (decision 0048).
 */
const msForEachOther = 6;
/** However many they are: this is part of what a device waits for. */
const mostMs = 12;

/** A commit of so many states costs each of them less than storing it does. */
export const enoughForCommit = 50;

/** Ms from one commit of a server to its next, when so many share the database; 0 for one that has it for itself. */
export function spaceCommits(servers: number): number {
  return Math.min(mostMs, Math.max(0, servers - 1) * msForEachOther);
}
