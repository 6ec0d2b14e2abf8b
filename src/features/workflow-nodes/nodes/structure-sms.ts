import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

/** Ten parts of a text message, as most networks have it at most. */
const maxCharacters = 1530;

export const structureSmsNode: NodeType = {
  type: 'StructureSmsNode',
  label: 'SMS',
  summary:
    'Sends a text message to a phone through whoever this installation has set for that: one a minute, ten at once.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'phoneNumberTemplate',
      kind: 'template',
      label: 'Phone number',
      help: 'With its country code.',
      required: true,
    },
    { key: 'bodyTemplate', kind: 'template', label: 'Text', required: true },
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    phoneNumberTemplate: '{{globals.phone}}',
    bodyTemplate: '{{deviceName}} is too warm',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config, services } = context;
    const to = readNumber(config.requiredText('phoneNumberTemplate', { escape: false }));
    const text = config.requiredText('bodyTemplate', { escape: false });
    if (text.length > maxCharacters)
      throw new NodeError('ValidationError', `bodyTemplate must be at most ${maxCharacters} characters`);
    await softly(context, 'resultPath', async () => {
      await services.sms.send({ to, text });
      return { success: true };
    });
  },
};

/** A phone number as people write it, without what is only there to be read. What has no country code is the gateway's to judge. */
function readNumber(text: string): string {
  const digits = text.replace(/[\s()./-]/g, '').replace(/^00/, '+');
  if (!/^\+?\d{5,15}$/.test(digits))
    throw new NodeError('ValidationError', 'phoneNumberTemplate must be a phone number');
  return digits;
}
