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
import type { RuleDraft } from './draft.ts';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The fields of a notification rule, for a new one and for one that is there. */
export function RuleFields<S>({ applicationId, form }: { applicationId: string; form: Form<RuleDraft, S> }) {
  const { isQuiet, url, repeatMinutes } = form.values;
  return (
    <>
      <TextInput label="Name" required data-autofocus maxLength={255} {...form.text('name')} />
      <Fieldset legend="Which events">
        <Stack gap="sm">
          <MultiSelect
            label="Levels"
            data={levels.map((value) => ({ value, label: levelLabels[value] }))}
            {...form.value('levels')}
          />
          <MultiSelect
            label="When they are"
            data={states.map((value) => ({ value, label: stateLabels[value] }))}
            {...form.value('states')}
          />
          <TextInput
            label="Subject"
            description="* stands for anything. Empty: any."
            maxLength={255}
            {...form.text('subject')}
          />
          <TagInput
            label="Devices with any of these tags"
            description="None: events about any device or none."
            applicationId={applicationId}
            {...form.value('deviceTags')}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="Who is told">
        <Stack gap="sm">
          <Switch label="In the console" {...form.checked('console')} />
          <TagsInput label="By mail" placeholder="ops@example.com" maxTags={10} {...form.value('addresses')} />
          <TextInput
            label="By a call to"
            placeholder="https://ops.example.com/alarms"
            autoComplete="off"
            {...form.text('url')}
          />
          {url.trim() === '' ? null : (
            <PasswordInput
              label="Secret"
              description="Calls are signed with it, so that the receiver knows them."
              autoComplete="new-password"
              {...form.text('secret')}
            />
          )}
        </Stack>
      </Fieldset>
      <Fieldset legend="How often">
        <Stack gap="sm">
          <NumberInput
            label="Collect for so many minutes"
            description="0: each event at once."
            min={0}
            max={1_440}
            {...form.value('digestMinutes')}
          />
          <Group grow align="flex-start">
            <NumberInput
              label="Tell again after minutes"
              description="Until acknowledged. 0: never."
              min={0}
              max={10_080}
              {...form.value('repeatMinutes')}
            />
            {Number(repeatMinutes) > 0 ? (
              <NumberInput label="Times at most" min={1} max={100} {...form.value('repeatTimes')} />
            ) : null}
          </Group>
          <NumberInput
            label="Messages an hour at most"
            description="Beyond that, events are collected until there is room."
            min={1}
            max={1_000}
            {...form.value('maxPerHour')}
          />
          <Switch label="Quiet time" {...form.checked('isQuiet')} />
          {isQuiet ? <QuietFields form={form} /> : null}
        </Stack>
      </Fieldset>
      <Switch label="Tells" {...form.checked('enabled')} />
    </>
  );
}

function QuietFields<S>({ form }: { form: Form<RuleDraft, S> }) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput type="time" label="From" required {...form.text('start')} />
        <TextInput type="time" label="To" required {...form.text('end')} />
      </Group>
      <TextInput label="Time zone" required {...form.text('timeZone')} />
      <Checkbox.Group label="On nights that begin on" {...form.value('days')}>
        <Group gap="sm" mt={4}>
          {days.map((label, day) => (
            <Checkbox key={label} value={String(day)} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      <Switch label="Critical events all the same" {...form.checked('exceptCritical')} />
    </>
  );
}
