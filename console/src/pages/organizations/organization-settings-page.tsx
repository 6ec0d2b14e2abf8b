import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/client.ts';
import type { Organization } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { OrganizationFrame } from './organization-frame.tsx';
import { organizationQuery } from './queries.ts';

/** Name and description; deleting. */
export function OrganizationSettingsPage() {
  return (
    <OrganizationFrame adminsOnly>
      {({ organization }) => (
        <>
          <Settings key={organization.id} organization={organization} />
          <Deletion organization={organization} />
        </>
      )}
    </OrganizationFrame>
  );
}

function Settings({ organization }: { organization: Organization }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(organization.name);
  const [description, setDescription] = useState(organization.description);
  const save = useMutation({
    mutationFn: () =>
      request('PATCH', '/orgs/{orgId}', { path: { orgId: organization.id }, body: { name, description } }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(organizationQuery(organization.id).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: ['organizations'] });
    },
  });
  const errors = readFieldErrors(save.error, ['name', 'description']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title="Settings">
      <form onSubmit={submit} aria-label="Settings">
        <Stack gap="sm" maw={560}>
          <TextInput
            label="Name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={errors.of('name')}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={errors.of('description')}
          />
          {errors.rest === undefined ? null : <Failure error={errors.rest} />}
          {save.isSuccess ? (
            <Alert color="green" role="status">
              Saved.
            </Alert>
          ) : null}
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save settings
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Deletion({ organization }: { organization: Organization }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const remove = async () => {
    await request('DELETE', '/orgs/{orgId}', { path: { orgId: organization.id } });
    await navigate({ to: '/organizations' });
    await queryClient.invalidateQueries({ queryKey: ['organizations'] });
  };
  return (
    <Section title="Delete">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">An organization can be deleted once it owns no application.</Text>
        <Button color="red" variant="outline" onClick={() => setOpened(true)}>
          Delete organization
        </Button>
      </Stack>
      <ConfirmDialog
        title="Delete organization"
        opened={opened}
        onClose={() => setOpened(false)}
        confirmLabel="Delete"
        onConfirm={remove}
        typedName={organization.name}
      >
        Members, invitations, tokens and the audit log go with it.
      </ConfirmDialog>
    </Section>
  );
}
