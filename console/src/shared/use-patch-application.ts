import { useQueryClient } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { keys } from '../api/query-keys.ts';
import type { Body } from '../api/shapes.ts';

/** Changes the application; every page that shows it follows. */
export function usePatchApplication(applicationId: string) {
  const queryClient = useQueryClient();
  return async (body: Body<'PATCH', '/applications/{applicationId}'>, ifMatch?: string) => {
    const changed = await request('PATCH', '/applications/{applicationId}', { path: { applicationId }, body, ifMatch });
    queryClient.setQueryData(keys.application(applicationId), changed);
    void queryClient.invalidateQueries({ queryKey: keys.applications() });
    return changed;
  };
}
