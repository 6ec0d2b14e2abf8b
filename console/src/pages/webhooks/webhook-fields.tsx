import { Fieldset, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { Body } from '../../api/shapes.ts';
import type { Form } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { Webhook } from './queries.ts';
import { bufferChoices, verificationChoices } from './webhook-words.ts';

type WebhookBody = Required<Omit<Body<'POST', '/applications/{applicationId}/webhooks'>, 'isWebsocket'>>;
export type WebhookDraft = Omit<WebhookBody, 'responseCode'> & { responseCode: number | string };

export const newWebhook: WebhookDraft = {
  name: '',
  description: '',
  enabled: true,
  responseCode: 200,
  verificationType: 'none',
  verificationCode: '',
  waitForReply: false,
  basicAuthUsername: '',
  basicAuthPassword: '',
  castBuffersAs: 'array',
  annotateMultipart: false,
};

/** What is stored, to be edited; a password shows as its placeholder, which keeps it. */
export function toDraft(webhook: Webhook): WebhookDraft {
  const { name, description, enabled, responseCode, verificationType, verificationCode, waitForReply } = webhook;
  const { basicAuthUsername, basicAuthPassword = '', castBuffersAs, annotateMultipart } = webhook;
  return {
    ...{ name, description, enabled, responseCode, verificationType, verificationCode, waitForReply },
    ...{ basicAuthUsername, basicAuthPassword, castBuffersAs, annotateMultipart },
  };
}

/** The draft as the API takes it. */
export function toBody(draft: WebhookDraft): WebhookBody {
  return { ...draft, responseCode: Number(draft.responseCode) };
}

/** What is wrong before anything is sent. */
export function checkDraft({ responseCode }: WebhookDraft) {
  const isCode = /^[1-5]\d\d$/.test(String(responseCode));
  return { responseCode: isCode ? undefined : t('A code from 100 to 599') };
}

/** The fields of a webhook, for a new one and for one that is there. */
export function WebhookFields<S>({ form }: { form: Form<WebhookDraft, S> }) {
  const { verificationType, waitForReply } = form.values;
  const hasCode = ['facebook', 'fitbit', 'twilio'].includes(verificationType);
  const hasOwnAnswer = verificationType === 'fitbit' || verificationType === 'twilio';
  return (
    <>
      <TextInput label={t('Name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <Select
        label={t('Verification')}
        data={[...verificationChoices]}
        allowDeselect={false}
        {...form.value('verificationType')}
        onChange={(kind) => form.change({ verificationType: kind as WebhookDraft['verificationType'] })}
      />
      {hasCode ? (
        <TextInput
          label={t('Verification code')}
          description={
            verificationType === 'twilio'
              ? t(
                  'The account’s auth token: only calls that Twilio has signed with it are let in. Left empty, all are. {{globals.key}} takes it from the application’s globals.',
                )
              : t(
                  'The text that the sender’s settings ask for; {{globals.key}} takes it from the application’s globals.',
                )
          }
          autoComplete="off"
          {...form.text('verificationCode')}
        />
      ) : null}
      <Switch
        label={t('Wait for the reply of a workflow')}
        description={t(
          'The request stays open until a workflow answers it with a webhook reply; where none listens, callers are told so at once (504).',
        )}
        {...form.checked('waitForReply')}
      />
      {waitForReply || hasOwnAnswer ? null : (
        <NumberInput
          label={t('Response code')}
          description={t('What callers are answered, with {“success”: true}.')}
          min={100}
          max={599}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          {...form.value('responseCode')}
        />
      )}
      <Fieldset legend={t('Basic authentication')}>
        <TextInput
          label={t('User name')}
          description={t('With either of the two set, callers must send both.')}
          autoComplete="off"
          {...form.text('basicAuthUsername')}
        />
        <PasswordInput mt="sm" label={t('Password')} autoComplete="new-password" {...form.text('basicAuthPassword')} />
      </Fieldset>
      <Select
        label={t('Files of forms as')}
        data={[...bufferChoices]}
        allowDeselect={false}
        {...form.value('castBuffersAs')}
        onChange={(form_) => form.change({ castBuffersAs: form_ as WebhookDraft['castBuffersAs'] })}
      />
      <Switch label={t('With the file’s name and type')} {...form.checked('annotateMultipart')} />
      <Switch
        label={t('Takes calls')}
        description={t('While it does not, calls are answered with success and nothing comes of them.')}
        {...form.checked('enabled')}
      />
    </>
  );
}
