import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

const maxAddresses = 5;

/** To whom a mail goes, and what it says. */
export const mailFields: readonly FieldDeclaration[] = [
  { key: 'toAddresses', kind: 'list', label: 'To', entries: 'template', required: true, maxEntries: 100 },
  { key: 'subjectTemplate', kind: 'template', label: 'Subject', required: true },
  { key: 'bodyTemplate', kind: 'template', label: 'Body', help: 'HTML.', required: true },
];

export const structureEmailNode: NodeType = {
  type: 'StructureEmailNode',
  label: 'Email',
  summary: 'Sends a mail through the mail server of this installation: one a minute, ten at once.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    ...mailFields,
    { key: 'fromTemplate', kind: 'template', label: 'Reply to', help: 'Where answers go; the sender is the server.' },
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    toAddresses: ['{{globals.email}}'],
    subjectTemplate: '{{deviceName}} is too warm',
    bodyTemplate: '<p>It has {{data.temperature}} degrees.</p>',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config, services } = context;
    const to = readAddresses(config, 'toAddresses');
    if (to.length === 0 || to.length > maxAddresses)
      throw new NodeError('ValidationError', `toAddresses must be from 1 to ${maxAddresses}`);
    const subject = config.requiredText('subjectTemplate', { escape: false });
    const html = config.requiredText('bodyTemplate');
    const replyTo = config.text('fromTemplate', { escape: false }).trim() || undefined;
    await softly(context, 'resultPath', async () => {
      await services.mail.send({ to, subject, html, replyTo });
      return { success: true };
    });
  },
};

/** T[]: addresses; an entry may be several, separated by commas. Empty ones are left out. */
export function readAddresses(config: NodeConfig, key: string): string[] {
  return config
    .texts(key)
    .flatMap((text) => text.split(','))
    .map((address) => address.trim())
    .filter((address) => address !== '');
}
