import {
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { TagInput } from '../../shared/devices/tag-input.tsx';
import { levelLabels, levels, stateLabels, states } from '../../shared/events/levels.ts';
import type { Form } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { RuleDraft } from './draft.ts';

const days = [t('Sunday'), t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday')];

/** The fields of a notification rule, for a new one and for one that is there. */
export function RuleFields<S>({ applicationId, form }: { applicationId: string; form: Form<RuleDraft, S> }) {
  const { isQuiet, url, repeatMinutes } = form.values;
  return (
    <>
      <TextInput label={t('Name')} required data-autofocus maxLength={255} {...form.text('name')} />
      <Fieldset legend={t('Which events')}>
        <Stack gap="sm">
          <MultiSelect
            label={t('Levels')}
            data={levels.map((value) => ({ value, label: levelLabels[value] }))}
            {...form.value('levels')}
          />
          <MultiSelect
            label={t('When they are')}
            data={states.map((value) => ({ value, label: stateLabels[value] }))}
            {...form.value('states')}
          />
          <TextInput
            label={t('Subject')}
            description={t('* stands for anything. Empty: any.')}
            maxLength={255}
            {...form.text('subject')}
          />
          <TagInput
            label={t('Devices with any of these tags')}
            description={t('None: events about any device or none.')}
            applicationId={applicationId}
            {...form.value('deviceTags')}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('Who is told')}>
        <Stack gap="sm">
          <Switch label={t('In the console')} {...form.checked('console')} />
          <TagsInput label={t('By mail')} placeholder="ops@example.com" maxTags={10} {...form.value('addresses')} />
          <TextInput
            label={t('By a call to')}
            placeholder="https://ops.example.com/alarms"
            autoComplete="off"
            {...form.text('url')}
          />
          {url.trim() === '' ? null : (
            <PasswordInput
              label={t('Secret')}
              description={t('Calls are signed with it, so that the receiver knows them.')}
              autoComplete="new-password"
              {...form.text('secret')}
            />
          )}
        </Stack>
      </Fieldset>
      <Fieldset legend={t('How often')}>
        <Stack gap="sm">
          <NumberInput
            label={t('Collect for so many minutes')}
            description={t('0: each event at once.')}
            min={0}
            max={1_440}
            {...form.value('digestMinutes')}
          />
          <Group grow align="flex-start">
            <NumberInput
              label={t('Tell again after minutes')}
              description={t('Until acknowledged. 0: never.')}
              min={0}
              max={10_080}
              {...form.value('repeatMinutes')}
            />
            {Number(repeatMinutes) > 0 ? (
              <NumberInput label={t('Times at most')} min={1} max={100} {...form.value('repeatTimes')} />
            ) : null}
          </Group>
          <NumberInput
            label={t('Messages an hour at most')}
            description={t('Beyond that, events are collected until there is room.')}
            min={1}
            max={1_000}
            {...form.value('maxPerHour')}
          />
          <Switch label={t('Quiet time')} {...form.checked('isQuiet')} />
          {isQuiet ? <QuietFields form={form} /> : null}
        </Stack>
      </Fieldset>
      <Switch label={t('Tells')} {...form.checked('enabled')} />
    </>
  );
}

function QuietFields<S>({ form }: { form: Form<RuleDraft, S> }) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput type="time" label={t('From')} required {...form.text('start')} />
        <TextInput type="time" label={t('To')} required {...form.text('end')} />
      </Group>
      <TextInput label={t('Time zone')} required {...form.text('timeZone')} />
      <Checkbox.Group label={t('On nights that begin on')} {...form.value('days')}>
        <Group gap="sm" mt={4}>
          {days.map((label, day) => (
            <Checkbox key={label} value={String(day)} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      <Switch label={t('Critical events all the same')} {...form.checked('exceptCritical')} />
    </>
  );
}
