import type { ClientBase, QueryConfig, QueryResult } from 'pg';

/**
 * What `client.query(config)` resolves with. The promise that the driver makes itself, and its `query_timeout`, hang a function on
 * the query that refers to the query: as measured, every row then outlives the collections of the young generation and lies in the old
 * one until the next look at the whole heap, whatever becomes of it. A function that does not know the query leaves nothing.
 */
export function askClient(client: ClientBase, config: QueryConfig): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    client.query(config, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/**
 * Rejects when the work takes longer than it may, as a connection does that brings no answer any more; what becomes of the work
 * afterwards nobody hears.
 */
export function withinTime<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Query read timeout')), ms);
    const end = <Outcome>(tell: (outcome: Outcome) => void) => {
      return (outcome: Outcome): void => {
        clearTimeout(timer);
        tell(outcome);
      };
    };
    work().then(end(resolve), end(reject));
  });
}
