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
    <Section title="Delete this application">
      <FormView
        form={form}
        label="Delete this application"
        submitLabel="Delete the application"
        failureTitle="Not deleted"
        savedText=""
        danger
        disabled={form.values.typed !== name}
        maxWidth={640}
        onSaved={() => void leave()}
      >
        <Text size="sm">
          Gone at once and for good: {formatCount(deviceCount, 'device')} with everything reported so far,{' '}
          {formatCount(keyCount, 'access key')}, {formatCount(apiTokenCount, 'API token')}. What has been archived
          elsewhere stays there.
        </Text>
        <TextInput
          label={
            <>
              Type <b className="foreign">{name}</b> to confirm
            </>
          }
          autoComplete="off"
          {...form.text('typed')}
        />
      </FormView>
    </Section>
  );
}
