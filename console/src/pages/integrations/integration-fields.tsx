import { NativeSelect, PasswordInput, SimpleGrid, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Form } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import {
  type ConfigField,
  hasSecret,
  type IntegrationValues,
  isSecure,
  type OfferedType,
  shownFields,
} from './form-values.ts';
import type { Integration } from './queries.ts';

interface Props {
  readonly form: Form<IntegrationValues, unknown>;
  /** Undefined for a new one. */
  readonly stored: Integration | undefined;
}

const protocols = [
  { value: 'mqtt', label: t('MQTT over TCP') },
  { value: 'mqtts', label: t('MQTT over TLS') },
  { value: 'ws', label: t('MQTT over WebSocket') },
  { value: 'wss', label: t('MQTT over WebSocket and TLS') },
];

const topicWords: Readonly<Record<OfferedType, { label: string; description: string }>> = {
  mqtt: { label: t('Topics to subscribe to'), description: t('Enter after each; + and # stand for parts of a topic.') },
  googlePubSub: { label: t('Topics to subscribe to'), description: t('Enter after each; they must exist at Google.') },
  particle: {
    label: t('Events to receive'),
    description: t('Enter after each; a * at the end stands for the rest of a name.'),
  },
  meridian: { label: t('Maps'), description: t('Enter after each id; none stands for the whole location.') },
};

/** Where an integration connects to, and what it asks for there. */
export function IntegrationFields({ form, stored }: Props) {
  const { values } = form;
  const type = values.integrationType as OfferedType;
  const shown = shownFields(values);
  const secure = type === 'mqtt' && isSecure(values.protocol);
  const field = (each: ConfigField) => <Field key={each.name} field={each} form={form} stored={stored} />;
  return (
    <>
      {type === 'mqtt' ? <NativeSelect label={t('Protocol')} data={protocols} {...form.text('protocol')} /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>{shown.filter(({ long }) => !long).map(field)}</SimpleGrid>
      {shown.filter(({ long }) => long).map(field)}
      <TagsInput {...topicWords[type]} {...form.value('topics')} clearable />
      {type === 'mqtt' ? (
        <Switch
          label={t('Begin with a clean session')}
          description={t('Off, the broker keeps messages with QoS 1 for the time in which the connection is down.')}
          {...form.checked('clean')}
        />
      ) : null}
      {secure ? (
        <Switch
          label={t('Check the broker’s certificate')}
          description={t('Off, anybody between here and the broker can read and change what is said.')}
          {...form.checked('verifies')}
        />
      ) : null}
      {type === 'meridian' ? (
        <>
          <Switch label={t('Receive where assets are')} {...form.checked('hearsAssets')} />
          <Switch
            label={t('Receive when assets enter or leave a zone')}
            {...form.checked('hearsZones')}
            error={form.errors.of('meridianConfig.zoneUpdates')}
          />
        </>
      ) : (
        <Switch
          label={t('Keep messages that cannot be published at once')}
          description={t('Off, publishing fails when there is no connection for five seconds.')}
          {...form.checked('keeps')}
        />
      )}
    </>
  );
}

function Field({ field, form, stored }: Props & { field: ConfigField }) {
  const { values, errors, change } = form;
  const type = values.integrationType as OfferedType;
  const name = `${type}.${field.name}`;
  const isKept = field.secret === true && hasSecret(stored, type, field.name);
  const shared = {
    label: field.label,
    description: field.description,
    value: values.fields[name] ?? '',
    error: errors.of(name),
    spellCheck: false,
    // A password manager must neither fill in a person's password here nor offer to remember this.
    autoComplete: 'off',
    required: !field.optional && !isKept,
    placeholder: isKept ? t('stored; leave it empty to keep it') : field.placeholder,
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ fields: { ...values.fields, [name]: event.currentTarget.value } }),
  };
  if (field.long) return <Textarea {...shared} rows={3} />;
  if (field.secret) return <PasswordInput {...shared} autoComplete="new-password" />;
  return <TextInput {...shared} inputMode={field.name === 'port' ? 'numeric' : 'text'} />;
}
