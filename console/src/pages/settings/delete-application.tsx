import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';

/** The end of an application; whoever wants it has to type its name. */
export function DeleteApplication({ application }: { application: Application }) {
  const { id, name, summary = {} } = application;
  const [typed, setTyped] = useState('');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => call<unknown>('DELETE', `/applications/${id}`),
    onSuccess: async () => {
      await navigate({ to: '/applications' });
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey.includes(id) });
      await queryClient.invalidateQueries({ queryKey: ['applications'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name) remove.mutate();
  };
  const count = (number: number | undefined, noun: string) =>
    `${(number ?? 0).toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;
  return (
    <Section title="Delete this application">
      <form onSubmit={submit} aria-label="Delete this application">
        <Stack gap="sm" maw={640}>
          <Text size="sm">
            Gone at once and for good: {count(summary.deviceCount, 'device')} with everything reported so far,{' '}
            {count(summary.keyCount, 'access key')}, {count(summary.apiTokenCount, 'API token')}. What has been archived
            elsewhere stays there.
          </Text>
          <TextInput
            label={
              <>
                Type <b className="foreign">{name}</b> to confirm
              </>
            }
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.error === null ? null : <Failure error={remove.error} title="Not deleted" />}
          <Button
            type="submit"
            color="red"
            loading={remove.isPending}
            disabled={typed !== name}
            style={{ alignSelf: 'flex-start' }}
          >
            Delete the application
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
