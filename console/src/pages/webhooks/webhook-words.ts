import type { Webhook } from './queries.ts';

export const verificationChoices = [
  { value: 'none', label: 'None: whoever knows the URL may call' },
  { value: 'alexa', label: 'Alexa: only requests that Amazon has signed' },
  { value: 'facebook', label: 'Facebook: answers its hand-shake' },
  { value: 'fitbit', label: 'Fitbit: answers its hand-shake' },
  { value: 'twilio', label: 'Twilio: answers in TwiML' },
] as const;

export const bufferChoices = [
  { value: 'array', label: 'Arrays of bytes' },
  { value: 'base64', label: 'Base64 text' },
  { value: 'hex', label: 'Hexadecimal text' },
  { value: 'binary', label: 'Binary text, a character for each byte' },
  { value: 'utf8', label: 'UTF-8 text' },
] as const;

const kinds: Readonly<Record<Webhook['verificationType'], string>> = {
  none: 'None',
  alexa: 'Alexa',
  facebook: 'Facebook',
  fitbit: 'Fitbit',
  twilio: 'Twilio',
};

/** How callers prove who they are, in a few words. */
export function describeVerification({ verificationType, basicAuthUsername, basicAuthPassword }: Webhook): string {
  const hasBasic = basicAuthUsername !== '' || basicAuthPassword !== undefined;
  if (!hasBasic) return kinds[verificationType];
  return verificationType === 'none' ? 'User name and password' : `${kinds[verificationType]}, user name and password`;
}

/** What a caller gets, in a few words. */
export function describeAnswer({ waitForReply, verificationType, responseCode }: Webhook): string {
  if (waitForReply) return 'The reply of a workflow';
  if (verificationType === 'fitbit') return '204';
  return verificationType === 'twilio' ? '200, TwiML' : String(responseCode);
}
