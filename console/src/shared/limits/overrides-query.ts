import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

/** Whom limits are set for: an application, or each one of an owner. */
export type LimitSubject =
  | { readonly applicationId: string }
  | { readonly orgId: string }
  | { readonly userId: string };

/** The usual limits, and what is set for a subject in their place. */
export const overridesQuery = (subject: LimitSubject) =>
  queryOptions({
    queryKey: keys.limitOverrides(Object.values(subject)[0] ?? ''),
    queryFn: () => request('GET', '/limits', { query: subject }),
  });
