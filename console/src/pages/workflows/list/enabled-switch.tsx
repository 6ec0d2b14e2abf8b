import { Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../../api/client.ts';
import { describeError } from '../../../api/errors.ts';
import { keys } from '../../../api/query-keys.ts';
import { t } from '../../../words/words.ts';
import type { WorkflowItem } from '../queries.ts';

/** Whether triggers of any version of a workflow fire; saved at once. */
export function EnabledSwitch({ workflow }: { workflow: WorkflowItem }) {
  const { applicationId, flowId, name, enabled } = workflow;
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (wanted: boolean) =>
      request('PATCH', '/applications/{applicationId}/flows/{flowId}', {
        path: { applicationId, flowId },
        body: { enabled: wanted },
      }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) }),
        queryClient.invalidateQueries({ queryKey: keys.workflow(applicationId, flowId) }),
      ]),
  });
  const shown = change.isPending ? (change.variables ?? enabled) : enabled;
  return (
    <>
      <Switch
        size="sm"
        aria-label={t('{name} is enabled', { name })}
        checked={shown}
        disabled={change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {change.isError ? (
        <Text size="xs" c="red" role="alert">
          {describeError(change.error)}
        </Text>
      ) : null}
    </>
  );
}
