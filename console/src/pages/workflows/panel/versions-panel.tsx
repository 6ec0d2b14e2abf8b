import { Badge, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../../../api/client.ts';
import { describeError } from '../../../api/errors.ts';
import { keys } from '../../../api/query-keys.ts';
import type { Body } from '../../../api/shapes.ts';
import { FormView } from '../../../shared/form/form-view.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { QueryView } from '../../../shared/states.tsx';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { toDefinition } from '../model/draft.ts';
import { versionsQuery, type WorkflowVersion } from '../queries.ts';

type Post = Body<'POST', '/applications/{applicationId}/flows/{flowId}/versions'>;

/** The named versions: made of what is saved, looked at, compared with what is edited, and made the one that runs. */
export function VersionsPanel() {
  const { applicationId, flowId, workflow, shown, setShown, isDirty, saved } = useEditor();
  const queryClient = useQueryClient();
  const query = useQuery(versionsQuery(applicationId, flowId));
  const hasDefault = workflow.flowClass === 'cloud' || workflow.flowClass === 'customNode';
  const renew = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: keys.workflowVersions(applicationId, flowId) }),
      queryClient.invalidateQueries({ queryKey: keys.workflow(applicationId, flowId) }),
    ]);
  const form = useForm({
    initial: { version: '', notes: '' },
    asks: false,
    check: ({ version }) => ({ version: version.trim() === '' ? t('A name is needed') : undefined }),
    save: async ({ version, notes }) => {
      const body = { version, notes, ...toDefinition(saved.draft) } as unknown as Post;
      await request('POST', '/applications/{applicationId}/flows/{flowId}/versions', {
        path: { applicationId, flowId },
        body,
      });
      await renew();
    },
  });
  const choose = useMutation({
    mutationFn: (defaultVersionId: string | null) =>
      request('PATCH', '/applications/{applicationId}/flows/{flowId}', {
        path: { applicationId, flowId },
        body: { defaultVersionId },
      }),
    onSuccess: renew,
  });
  const remove = useMutation({
    mutationFn: (flowVersionId: string) =>
      request('DELETE', '/applications/{applicationId}/flows/{flowId}/versions/{flowVersionId}', {
        path: { applicationId, flowId, flowVersionId },
      }),
    onSuccess: async () => {
      setShown({ kind: 'develop' });
      await renew();
    },
  });
  const failure = choose.error ?? remove.error;
  const line = (name: string, id: string | null, version: WorkflowVersion | undefined) => {
    const isDefault = hasDefault && (workflow.defaultVersionId ?? null) === id;
    const isShown =
      version === undefined ? shown.kind === 'develop' : shown.kind !== 'develop' && shown.version.id === id;
    return (
      <li key={name} className="list-entry">
        <Group gap="xs" justify="space-between">
          <Text size="sm" fw={600} className="foreign">
            {name}
          </Text>
          <Group gap={4}>
            {isShown ? <Badge size="sm">{t('shown')}</Badge> : null}
            {isDefault ? (
              <Badge size="sm" color="green" variant="light">
                {t('runs')}
              </Badge>
            ) : null}
          </Group>
        </Group>
        {version === undefined ? (
          <Text size="xs" c="dimmed">
            {t('What is edited here.')}
          </Text>
        ) : (
          <>
            <Text size="xs" c="dimmed">
              <Time value={version.creationDate} />
            </Text>
            {version.notes ? (
              <Text size="xs" className="foreign">
                {version.notes}
              </Text>
            ) : null}
          </>
        )}
        <Group gap={4} mt={6}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={isShown && shown.kind !== 'difference'}
            aria-label={t('Show {name}', { name })}
            onClick={() => setShown(version ? { kind: 'version', version } : { kind: 'develop' })}
          >
            {t('Show')}
          </Button>
          {version ? (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('Compare develop with {name}', { name })}
              onClick={() => setShown({ kind: 'difference', version })}
            >
              {t('Compare')}
            </Button>
          ) : null}
          {hasDefault && !isDefault ? (
            <Button
              size="compact-xs"
              variant="default"
              loading={choose.isPending && choose.variables === id}
              aria-label={t('Let {name} run', { name })}
              onClick={() => choose.mutate(id)}
            >
              {t('Let it run')}
            </Button>
          ) : null}
          {version && !isDefault ? (
            <Button
              size="compact-xs"
              variant="default"
              loading={remove.isPending && remove.variables === id}
              aria-label={t('Delete {name}', { name })}
              onClick={() => remove.mutate(version.id)}
            >
              {t('Delete')}
            </Button>
          ) : null}
        </Group>
      </li>
    );
  };
  return (
    <Stack gap="sm">
      {failure ? (
        <Text size="sm" c="red" role="alert">
          {describeError(failure)}
        </Text>
      ) : null}
      <QueryView query={query}>
        {({ items }) => (
          <Stack gap={6} component="ul" p={0} m={0} aria-label={t('Versions')} style={{ listStyle: 'none' }}>
            {line('develop', null, undefined)}
            {items.map((version) => line(version.version ?? version.id, version.id, version))}
          </Stack>
        )}
      </QueryView>
      {workflow.flowClass === 'experience' ? (
        <Text size="sm" c="dimmed">
          {t('Versions of this class are made by publishing a version of the experience.')}
        </Text>
      ) : (
        <FormView form={form} label={t('Make a version')} submitLabel={t('Make a version')} savedText="">
          <TextInput label={t('Name of a new version')} maxLength={255} {...form.text('version')} />
          <Textarea label={t('Notes')} autosize minRows={2} maxRows={8} {...form.text('notes')} />
          <Text size="xs" c="dimmed">
            {t('It holds what is saved{part} and does not change any more.', {
              part: isDirty ? t(', without what you have changed since,') : '',
            })}
          </Text>
        </FormView>
      )}
    </Stack>
  );
}
