import { Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { ApplicationLimit, InstallationLimits } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { Dialog } from '../dialog.tsx';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { QueryView } from '../states.tsx';
import { limitNames } from './limit-names.ts';
import { type LimitSubject, overridesQuery } from './overrides-query.ts';

type LimitName = ApplicationLimit['name'];
interface Props {
  readonly subject: LimitSubject;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What an application, or each one of an owner, may have in place of the usual limits; for administrators of the installation. */
export function LimitsDialog({ subject, opened, onClose }: Props) {
  const limits = useQuery({ ...overridesQuery(subject), enabled: opened });
  if (limits.data) return <LimitsForm {...{ subject, opened, onClose }} limits={limits.data} />;
  return (
    <Dialog title={t('Change limits')} opened={opened} onClose={onClose}>
      <QueryView query={limits}>{() => null}</QueryView>
    </Dialog>
  );
}

function LimitsForm({ subject, opened, onClose, limits }: Props & { readonly limits: InstallationLimits }) {
  const queryClient = useQueryClient();
  const stored = Object.fromEntries(limits.items.map(({ name, value }) => [name, value ?? ''])) as Record<
    LimitName,
    string
  >;
  const form = useForm({
    initial: stored,
    fields: () => Object.fromEntries(limits.items.map(({ name }) => [`limits.${name}`, name])),
    save: async (values) => {
      const changed = limits.items.filter(({ name }) => values[name].trim() !== stored[name]);
      const patch = Object.fromEntries(changed.map(({ name }) => [name, values[name].trim() || null]));
      if (changed.length > 0) await request('PATCH', '/limits', { body: { ...subject, limits: patch } });
      // What is set for an owner is in force for applications.
      await queryClient.invalidateQueries({ queryKey: keys.allLimits() });
    },
  });
  return (
    <FormDialog form={form} title={t('Change limits')} opened={opened} onClose={onClose} submitLabel={t('Save')}>
      <Text size="sm" c="dimmed">
        {'applicationId' in subject
          ? t('For this application alone. Left empty, the limit of its owner holds, or the usual one.')
          : t(
              'For each application of {subjectName}, but for those that have their own. Left empty, the usual limit holds.',
              { subjectName: limits.subjectName ?? t('this owner') },
            )}
      </Text>
      <Stack gap="sm">
        {limits.items.map(({ name, kind, unit, usual }) => (
          <TextInput
            key={name}
            label={limitNames[name]}
            description={t('{form}{part}; off: no limit', {
              form: forms[kind] ?? '',
              part: unit === 'bytes' ? t(', in bytes') : '',
            })}
            placeholder={t('usually {usual}', { usual })}
            {...form.text(name)}
          />
        ))}
      </Stack>
    </FormDialog>
  );
}

/** How the value of each kind of limit is written. */
const forms: Readonly<Record<string, string>> = {
  amount: t('A number'),
  day: t('A number a day'),
  rate: t('A number and a time: 600/60s'),
  device: t('A number and a time: 30/15s'),
};
