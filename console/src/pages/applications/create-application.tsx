import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { Failure } from '../../shared/states.tsx';

/** Asks for a name, makes the application and opens it. */
export function CreateApplication() {
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => call<Application>('POST', '/applications', { body: { name: name.trim() } }),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['applications'] });
      await navigate({ to: `/applications/${id}` });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate();
  };
  const errors = readFieldErrors(create.error, ['name']);
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} onClick={() => setOpened(true)}>
        Create an application
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Create an application">
        <form onSubmit={submit} aria-label="Create an application">
          <Stack gap="md">
            <TextInput
              label="Name"
              description="What its devices have in common: a plant, a house, a project."
              required
              maxLength={255}
              data-autofocus
              value={name}
              error={errors.of('name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {errors.rest === undefined ? null : <Failure error={errors.rest} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
                Create
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
