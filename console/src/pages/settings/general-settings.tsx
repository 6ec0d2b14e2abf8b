import { Code, Group, NumberInput, Text, Textarea, TextInput } from '@mantine/core';
import { request } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { usePatchApplication } from '../../shared/use-patch-application.ts';
import { t } from '../../words/words.ts';

const dayMs = 86_400_000;

interface General {
  readonly name: string;
  readonly description: string;
  /** Days; empty for as long as the owner keeps them. */
  readonly dataTTL: string | number;
}

/** Name, description, how long states are kept. Only what was changed is sent. */
export function GeneralSettings({ application }: { application: Application }) {
  const { id, name, description = '', dataTTL } = application;
  const patch = usePatchApplication(id);
  const form = useForm({
    initial: toGeneral(application),
    stored: storedItem(application, toGeneral, () =>
      request('GET', '/applications/{applicationId}', { path: { applicationId: id } }),
    ),
    check: (values) => ({ name: values.name.trim() === '' ? t('Give it a name') : undefined }),
    save: (values, ifMatch) => {
      const ttl = values.dataTTL === '' ? null : Number(values.dataTTL) * dayMs;
      return patch(
        {
          ...(values.name.trim() === name ? {} : { name: values.name.trim() }),
          ...(values.description === description ? {} : { description: values.description }),
          ...(ttl === (dataTTL ?? null) ? {} : { dataTTL: ttl }),
        },
        ifMatch,
      );
    },
  });
  return (
    <Section title={t('General')}>
      <FormView
        form={form}
        label={t('General')}
        submitLabel={t('Save')}
        failureTitle={t('Not saved')}
        maxWidth={640}
        disabled={!form.isDirty}
      >
        <Group gap="xs">
          <Text size="sm">{t('Application id')}</Text>
          <Code>{id}</Code>
          <CopyButton value={id} what={t('application id')} />
        </Group>
        <TextInput label={t('Name')} required maxLength={255} {...form.text('name')} />
        <Textarea
          label={t('Description')}
          autosize
          minRows={2}
          maxRows={12}
          maxLength={32_767}
          {...form.text('description')}
        />
        <NumberInput
          label={t('Keep states for (days)')}
          description={t(
            'Older states are removed, never before they are archived where an archive is set up. Empty: as long as the owner keeps them.',
          )}
          min={1}
          max={36_500}
          allowDecimal={false}
          allowNegative={false}
          maw={320}
          {...form.value('dataTTL')}
        />
      </FormView>
    </Section>
  );
}

function toGeneral({ name, description = '', dataTTL }: Application): General {
  return { name, description, dataTTL: dataTTL === undefined ? '' : dataTTL / dayMs };
}
