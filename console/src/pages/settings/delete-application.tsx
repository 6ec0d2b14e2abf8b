import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Application } from '../../api/types.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

/** The end of an application; whoever wants it has to type its name. */
export function DeleteApplication({ application }: { application: Application }) {
  const { id, name, summary = {} } = application;
  const { deviceCount = 0, keyCount = 0, apiTokenCount = 0 } = summary;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { typed: '' },
    asks: false,
    save: () => request('DELETE', '/applications/{applicationId}', { path: { applicationId: id } }),
  });
  const leave = async () => {
    await navigate({ to: '/applications' });
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey.includes(id) });
    await queryClient.invalidateQueries({ queryKey: keys.applications() });
  };
  return (
    <Section title={t('Delete this application')}>
      <FormView
        form={form}
        label={t('Delete this application')}
        submitLabel={t('Delete the application')}
        failureTitle={t('Not deleted')}
        savedText=""
        danger
        disabled={form.values.typed !== name}
        maxWidth={640}
        onSaved={() => void leave()}
      >
        <Text size="sm">
          {t(
            'Gone at once and for good: {devices} with everything reported so far, {accessKeys}, {APITokens}. What has been archived elsewhere stays there.',
            {
              devices: formatCount(deviceCount, 'device'),
              accessKeys: formatCount(keyCount, 'access key'),
              APITokens: formatCount(apiTokenCount, 'API token'),
            },
          )}
        </Text>
        <TextInput
          label={tx('Type {name} to confirm', { name: <b className="foreign">{name}</b> })}
          autoComplete="off"
          {...form.text('typed')}
        />
      </FormView>
    </Section>
  );
}
