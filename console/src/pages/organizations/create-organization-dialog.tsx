import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';

/** Creates an organization and opens it. */
export function CreateOrganizationDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '', description: '' },
    save: async (body) => {
      const organization = await request('POST', '/orgs', { body });
      await queryClient.invalidateQueries({ queryKey: keys.organizations() });
      return organization;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Create organization')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create organization')}
      onGone={({ id }) => void navigate({ to: `/organizations/${id}` })}
    >
      <TextInput label={t('Name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
    </FormDialog>
  );
}
