import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import { keys } from '../../api/query-keys.ts';
import type { Organization } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { OwnerLimits } from '../../shared/limits/owner-limits.tsx';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import { OrganizationFrame } from './organization-frame.tsx';

/** Name and description; what its applications may have; deleting. */
export function OrganizationSettingsPage() {
  const isAdministrator = useQuery(meQuery).data?.isAdministrator ?? false;
  return (
    <OrganizationFrame adminsOnly>
      {({ organization }) => (
        <>
          <Settings key={organization.id} organization={organization} />
          {isAdministrator ? <OwnerLimits subject={{ orgId: organization.id }} /> : null}
          <Deletion organization={organization} />
        </>
      )}
    </OrganizationFrame>
  );
}

function Settings({ organization }: { organization: Organization }) {
  const { id, name, description } = organization;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { name, description },
    stored: storedItem(
      organization,
      (now) => ({ name: now.name, description: now.description }),
      () => request('GET', '/orgs/{orgId}', { path: { orgId: id } }),
    ),
    save: async (body, ifMatch) => {
      const saved = await request('PATCH', '/orgs/{orgId}', { path: { orgId: id }, body, ifMatch });
      queryClient.setQueryData(keys.organization(id), saved);
      await queryClient.invalidateQueries({ queryKey: keys.organizations() });
    },
  });
  return (
    <Section title={t('Settings')}>
      <FormView form={form} label={t('Settings')} submitLabel={t('Save settings')} maxWidth={560}>
        <TextInput label={t('Name')} required {...form.text('name')} />
        <Textarea label={t('Description')} autosize minRows={2} maxRows={8} {...form.text('description')} />
      </FormView>
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
    await queryClient.invalidateQueries({ queryKey: keys.organizations() });
  };
  return (
    <Section title={t('Delete')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('An organization can be deleted once it owns no application.')}</Text>
        <Button color="red" variant="outline" onClick={() => setOpened(true)}>
          {t('Delete organization')}
        </Button>
      </Stack>
      <ConfirmDialog
        title={t('Delete organization')}
        opened={opened}
        onClose={() => setOpened(false)}
        confirmLabel={t('Delete')}
        onConfirm={remove}
        typedName={organization.name}
      >
        {t('Members, invitations, tokens and the audit log go with it.')}
      </ConfirmDialog>
    </Section>
  );
}
