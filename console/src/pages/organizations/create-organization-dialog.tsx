import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';

/** Creates an organization and opens it. */
export function CreateOrganizationDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const save = async () => {
    const { id } = await request('POST', '/orgs', { body: { name, description } });
    await queryClient.invalidateQueries({ queryKey: ['organizations'] });
    return id;
  };
  return (
    <FormDialog
      title="Create organization"
      opened={opened}
      onClose={onClose}
      submitLabel="Create organization"
      onSave={save}
      onSaved={(id) => void navigate({ to: `/organizations/${id}` })}
      fields={['name', 'description']}
    >
      {(errors) => (
        <>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={errors.of('name')}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={5}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={errors.of('description')}
          />
        </>
      )}
    </FormDialog>
  );
}
