import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { PlusIcon } from '../../shared/icons.tsx';

/** Asks for a name, makes the application and opens it. */
export function CreateApplication() {
  const [opened, setOpened] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '' },
    save: async ({ name }) => {
      const application = await request('POST', '/applications', { body: { name: name.trim() } });
      void queryClient.invalidateQueries({ queryKey: keys.applications() });
      return application;
    },
  });
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} onClick={() => setOpened(true)}>
        Create an application
      </Button>
      <FormDialog
        form={form}
        title="Create an application"
        opened={opened}
        onClose={() => setOpened(false)}
        submitLabel="Create"
        size="md"
        disabled={form.values.name.trim() === ''}
        onSaved={({ id }) => void navigate({ to: `/applications/${id}` })}
      >
        <TextInput
          label="Name"
          description="What its devices have in common: a plant, a house, a project."
          required
          maxLength={255}
          data-autofocus
          {...form.text('name')}
        />
      </FormDialog>
    </>
  );
}
