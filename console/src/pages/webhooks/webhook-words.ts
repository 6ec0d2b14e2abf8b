import { t } from '../../words/words.ts';
import type { Webhook } from './queries.ts';

export const verificationChoices = [
  { value: 'none', label: t('None: whoever knows the URL may call') },
  { value: 'alexa', label: t('Alexa: only requests that Amazon has signed') },
  { value: 'facebook', label: t('Facebook: answers its hand-shake') },
  { value: 'fitbit', label: t('Fitbit: answers its hand-shake') },
  { value: 'twilio', label: t('Twilio: answers in TwiML') },
] as const;

export const bufferChoices = [
  { value: 'array', label: t('Arrays of bytes') },
  { value: 'base64', label: t('Base64 text') },
  { value: 'hex', label: t('Hexadecimal text') },
  { value: 'binary', label: t('Binary text, a character for each byte') },
  { value: 'utf8', label: t('UTF-8 text') },
] as const;

const kinds: Readonly<Record<Webhook['verificationType'], string>> = {
  none: t('None'),
  alexa: 'Alexa',
  facebook: 'Facebook',
  fitbit: 'Fitbit',
  twilio: 'Twilio',
};

/** How callers prove who they are, in a few words. */
export function describeVerification({ verificationType, basicAuthUsername, basicAuthPassword }: Webhook): string {
  const hasBasic = basicAuthUsername !== '' || basicAuthPassword !== undefined;
  if (!hasBasic) return kinds[verificationType];
  return verificationType === 'none'
    ? t('User name and password')
    : t('{kind}, user name and password', { kind: kinds[verificationType] });
}

/** What a caller gets, in a few words. */
export function describeAnswer({ waitForReply, verificationType, responseCode }: Webhook): string {
  if (waitForReply) return t('The reply of a workflow');
  if (verificationType === 'fitbit') return '204';
  return verificationType === 'twilio' ? '200, TwiML' : String(responseCode);
}
