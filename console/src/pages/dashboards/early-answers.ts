import { onSessionEnd } from '../../session/session.ts';

/** What was asked so long ago is asked again: the page was not drawn at once. */
const keptMs = 10_000;

/** Of the dashboard that is being opened: itself, and what its blocks show. */
const asked = new Map<string, { readonly answer: Promise<unknown>; readonly at: number }>();
onSessionEnd(() => asked.clear());

/** Keeps an answer that is on its way for the page, which is not there yet. */
export function keepEarly(key: readonly unknown[], answer: Promise<unknown>): void {
  asked.set(JSON.stringify(key), { answer, at: performance.now() });
  // Whoever takes it is told; what nobody takes is nobody's.
  answer.catch(() => undefined);
}

/** The answer to a question that has been put before the page was there, once; undefined when it has to be put. */
export function takeEarly<T>(key: readonly unknown[]): Promise<T> | undefined {
  const name = JSON.stringify(key);
  const early = asked.get(name);
  asked.delete(name);
  return early && performance.now() - early.at < keptMs ? (early.answer as Promise<T>) : undefined;
}
