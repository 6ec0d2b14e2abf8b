import { adminEmail, startServer } from '../test/support/start-server.ts';
import { median, quantile, round, toTable } from './support/figures.ts';

/** Of each kind; the throttle allows a hundred failures from one address, so several servers take turns. */
const attemptsPerServer = 8;
const servers = 6;

/**
 * How long a refused login takes for an e-mail that exists (with a wrong password) and for one that does not: the two
 * must not be told apart. They are tried in turn, each on a fresh server's quota, and compared as distributions: the
 * share of pairs in which the unknown e-mail was slower is one half when there is nothing to see.
 */
export async function benchLoginTiming(env: Record<string, string> = {}): Promise<string> {
  const samples = { known: [] as number[], unknown: [] as number[] };
  for (let round = 0; round < servers; round += 1) {
    const server = await startServer({ env });
    const attempt = async (email: string): Promise<number> => {
      const start = performance.now();
      const response = await fetch(`${server.http}/auth/user`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password: 'not the password' }),
      });
      await response.text();
      if (response.status !== 401) throw new Error(`expected a refusal, got ${response.status}`);
      return performance.now() - start;
    };
    // The first attempt also makes the hash that unknown e-mails are compared with.
    await attempt('warm-up@example.com');
    for (let count = 0; count < attemptsPerServer; count += 1) {
      // Each comes first as often as second.
      const order = count % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const kind of order) {
        samples[kind].push(await attempt(kind === 'known' ? adminEmail : `nobody${count}@example.com`));
      }
    }
    await server.stop();
  }
  let slower = 0;
  for (const unknown of samples.unknown) for (const known of samples.known) slower += unknown > known ? 1 : 0;
  const share = slower / (samples.unknown.length * samples.known.length);
  // Standard deviation of that share when both are drawn from the same distribution (Mann-Whitney).
  const n = samples.known.length;
  const noise = Math.sqrt((2 * n + 1) / (12 * n * n));
  const row = (name: string, values: number[]) => [
    name,
    values.length,
    round(median(values), 2),
    round(quantile(values, 0.25), 2),
    round(quantile(values, 0.75), 2),
  ];
  return `## Refused logins

${toTable(
  ['e-mail', 'attempts', 'median ms', 'lower quartile', 'upper quartile'],
  [row('exists, wrong password', samples.known), row('does not exist', samples.unknown)],
)}

Ratio of the medians ${round(median(samples.unknown) / median(samples.known), 3)}; an unknown e-mail was slower in ${round(share * 100)} % of
all pairs, where ${round(50 - 200 * noise)} to ${round(50 + 200 * noise)} % is noise (two standard deviations).
`;
}
