import { NativeSelect, Select } from '@mantine/core';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { keepTimePreferences, listTimeZones, timePreferences } from '../../shared/time-preferences.ts';
import { t } from '../../words/words.ts';

/** In which zone and with which clock times are written, in this browser. */
export function TimeForm() {
  const form = useForm({
    initial: { timeZone: timePreferences.timeZone ?? null, clock: timePreferences.clock ?? '' },
    save: async ({ timeZone, clock }) => ({
      timeZone: timeZone ?? undefined,
      clock: clock === '24' || clock === '12' ? (clock as '24' | '12') : undefined,
    }),
  });
  return (
    <Section title={t('Times')}>
      <FormView
        form={form}
        label={t('Times')}
        submitLabel={t('Save')}
        disabled={!form.isDirty}
        onSaved={keepTimePreferences}
      >
        <Select
          label={t('Time zone')}
          description={t('Of every time that the console shows, in this browser.')}
          placeholder={t('As the browser has it ({timeZone})', {
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          })}
          data={[...listTimeZones()]}
          searchable
          clearable
          limit={100}
          maxDropdownHeight={240}
          {...form.value('timeZone')}
        />
        <NativeSelect
          label={t('Clock')}
          data={[
            { value: '', label: t('As the browser has it') },
            { value: '24', label: t('24 hours') },
            { value: '12', label: t('12 hours') },
          ]}
          {...form.text('clock')}
        />
      </FormView>
    </Section>
  );
}
