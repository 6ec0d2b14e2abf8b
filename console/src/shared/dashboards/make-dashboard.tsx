import { Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { makeDeviceDashboard } from './device-dashboard.ts';

/** Makes a dashboard of a device's attributes, and leads to it. */
export function MakeDashboardItem({ applicationId, device }: { applicationId: string; device: Device }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const making = useMutation({
    mutationFn: () => request('POST', '/dashboards', { body: makeDeviceDashboard(device, applicationId) }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      await navigate({ to: `/applications/${applicationId}/dashboards/${id}` });
    },
  });
  return (
    <Menu.Item closeMenuOnClick={false} disabled={making.isPending} onClick={() => making.mutate()}>
      {making.error === null
        ? t('Make a dashboard')
        : t('No dashboard was made: {error}', { error: describeError(making.error) })}
    </Menu.Item>
  );
}
