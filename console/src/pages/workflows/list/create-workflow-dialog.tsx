import { NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../../api/client.ts';
import { keys } from '../../../api/query-keys.ts';
import type { Body } from '../../../api/shapes.ts';
import { FormDialog } from '../../../shared/form/form-dialog.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { t } from '../../../words/words.ts';
import type { WorkflowClass } from '../queries.ts';
import { templates } from '../templates/templates.ts';
import { shownClasses } from '../workflow-words.ts';

type Post = Body<'POST', '/applications/{applicationId}/flows'>;

interface Props {
  readonly applicationId: string;
  /** The class that is chosen to begin with. */
  readonly flowClass: WorkflowClass;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Makes a workflow, empty or of a template, and leads to its canvas. */
export function CreateWorkflowDialog({ applicationId, flowClass, opened, onClose }: Props) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: {
      name: '',
      description: '',
      flowClass: flowClass === 'embedded' || flowClass === '' ? 'cloud' : flowClass,
      template: '',
    },
    check: ({ name }) => ({ name: name.trim() === '' ? t('A name is needed') : undefined }),
    save: async ({ name, description, flowClass: chosen, template }) => {
      const made = chosen === 'cloud' ? templates.find(({ id }) => id === template)?.make() : undefined;
      const body = { name, description, flowClass: chosen, enabled: made === undefined, ...made } as Post;
      const workflow = await request('POST', '/applications/{applicationId}/flows', { path: { applicationId }, body });
      await queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) });
      return workflow;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Create workflow')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create workflow')}
      onGone={({ id }) => void navigate({ to: `/applications/${applicationId}/workflows/${id}` })}
    >
      <TextInput label={t('Name')} required maxLength={255} data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={2} maxRows={6} {...form.text('description')} />
      <NativeSelect
        label={t('Class')}
        description={t('What it may react to; this stays as it is.')}
        data={shownClasses.filter(({ value }) => value !== 'embedded')}
        {...form.text('flowClass')}
      />
      {form.values.flowClass === 'cloud' ? (
        <Radio.Group
          label={t('Begin with')}
          description={t('A workflow of a template is disabled until you have set what is yours.')}
          {...form.value('template')}
        >
          <Stack gap={6} mt="xs">
            <Radio value="" label={t('An empty canvas')} />
            {templates.map(({ id, label, summary }) => (
              <Radio key={id} value={id} label={label} description={summary} />
            ))}
          </Stack>
        </Radio.Group>
      ) : null}
    </FormDialog>
  );
}
