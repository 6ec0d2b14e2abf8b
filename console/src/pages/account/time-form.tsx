import { NativeSelect, Select } from '@mantine/core';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { keepTimePreferences, listTimeZones, timePreferences } from '../../shared/time-preferences.ts';

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
    <Section title="Times">
      <FormView form={form} label="Times" submitLabel="Save" disabled={!form.isDirty} onSaved={keepTimePreferences}>
        <Select
          label="Time zone"
          description="Of every time that the console shows, in this browser."
          placeholder={`As the browser has it (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}
          data={[...listTimeZones()]}
          searchable
          clearable
          limit={100}
          maxDropdownHeight={240}
          {...form.value('timeZone')}
        />
        <NativeSelect
          label="Clock"
          data={[
            { value: '', label: 'As the browser has it' },
            { value: '24', label: '24 hours' },
            { value: '12', label: '12 hours' },
          ]}
          {...form.text('clock')}
        />
      </FormView>
    </Section>
  );
}
