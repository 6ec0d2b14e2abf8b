import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { applicationQuery } from '../../api/queries.ts';
import type { Application } from '../../api/types.ts';

export type ApplicationPatch = Partial<Pick<Application, 'name' | 'description' | 'globals'>> & {
  readonly dataTTL?: number | null;
};

/** Changes the application; every page that shows it follows. */
export function usePatchApplication(applicationId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: ApplicationPatch) =>
      call<Application>('PATCH', `/applications/${applicationId}`, { body: patch }),
    onSuccess: (changed) => {
      queryClient.setQueryData(applicationQuery(applicationId).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['applications'] });
    },
  });
}
