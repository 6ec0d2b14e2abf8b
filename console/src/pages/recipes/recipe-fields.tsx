import { NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { deviceClasses } from '../../api/queries/devices.ts';
import { CommandRows } from '../../shared/devices/command-rows.tsx';
import { AttributeRows, TagRows } from '../../shared/devices/device-rows.tsx';
import { GatewaySelect } from '../../shared/devices/gateway-select.tsx';
import type { Form } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { RecipeDraft } from './recipe-draft.ts';

/** What a recipe says of itself and of the devices that are made from it. */
export function RecipeFields<S>(props: {
  applicationId: string;
  form: Form<RecipeDraft, S>;
  /** Whether the recipe that is stored has a gateway. */
  hasGateway?: boolean;
}) {
  const { applicationId, form, hasGateway = false } = props;
  const { attributes, commands, deviceClass, name, tags } = form.values;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label={t('Name')}
          description={t('Each device is tagged with it: DeviceRecipe.')}
          required
          maxLength={255}
          data-autofocus
          {...form.text('name')}
        />
        <Textarea
          label={t('Description')}
          description={t('Of the recipe, for those who use it.')}
          autosize
          minRows={1}
          maxRows={6}
          {...form.text('description')}
        />
        <TextInput
          label={t('Name of devices')}
          description={t('With a number, where a row has no name.')}
          placeholder={name}
          maxLength={250}
          {...form.text('deviceName')}
        />
        <Textarea
          label={t('Description of devices')}
          description={t('Where a row has none.')}
          autosize
          minRows={1}
          maxRows={6}
          {...form.text('deviceDescription')}
        />
        <NativeSelect label={t('Class')} data={[...deviceClasses]} {...form.text('deviceClass')} />
        {deviceClass === 'peripheral' ? (
          <GatewaySelect applicationId={applicationId} clearable={!hasGateway} {...form.value('gatewayId')} />
        ) : null}
      </SimpleGrid>
      <AttributeRows rows={attributes} onChange={form.value('attributes').onChange} errors={form.errors} />
      <TagRows rows={tags} onChange={form.value('tags').onChange} errors={form.errors} />
      <CommandRows rows={commands} onChange={form.value('commands').onChange} errors={form.errors} />
    </>
  );
}
