import type { NodeType } from '../context.ts';
import { applyCredential, credentialField } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { attachmentsField, loadAttachments } from '../mail-attachments.ts';
import { softly } from '../outcomes.ts';
import { postJson } from '../outward.ts';
import { mailFields, readAddresses } from './structure-email.ts';

const url = 'https://api.sendgrid.com/v3/mail/send';

export const sendgridEmailNode: NodeType = {
  type: 'SendgridEmailNode',
  label: 'SendGrid',
  summary: 'Sends a mail through SendGrid, with an account of your own.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'sendgridApiKey', kind: 'template', label: 'API key', help: 'Or a credential.' },
    credentialField('One of the type http for https://api.sendgrid.com/* that sets the header Authorization.'),
    { key: 'fromTemplate', kind: 'template', label: 'From', required: true },
    ...mailFields,
    { key: 'ccAddresses', kind: 'list', label: 'Cc', entries: 'template', maxEntries: 100 },
    { key: 'bccAddresses', kind: 'list', label: 'Bcc', entries: 'template', maxEntries: 100 },
    { key: 'replyToTemplate', kind: 'template', label: 'Reply to' },
    attachmentsField,
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    sendgridApiKey: '{{globals.sendgridKey}}',
    fromTemplate: 'plant@example.com',
    toAddresses: ['{{globals.email}}'],
    subjectTemplate: 'Report',
    bodyTemplate: '<p>{{data.text}}</p>',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    const key = config.text('sendgridApiKey', { escape: false }).trim();
    const replyTo = config.text('replyToTemplate', { escape: false }).trim();
    const toList = (addresses: string) => readAddresses(config, addresses).map((email) => ({ email }));
    const [to, cc, bcc] = [toList('toAddresses'), toList('ccAddresses'), toList('bccAddresses')];
    const mail = {
      personalizations: [{ to, ...(cc.length === 0 ? {} : { cc }), ...(bcc.length === 0 ? {} : { bcc }) }],
      from: { email: config.requiredText('fromTemplate', { escape: false }) },
      ...(replyTo === '' ? {} : { reply_to: { email: replyTo } }),
      subject: config.requiredText('subjectTemplate', { escape: false }),
      content: [{ type: 'text/html', value: config.requiredText('bodyTemplate') }],
    };
    await softly(context, 'resultPath', async () => {
      const own: Record<string, string> = key === '' ? {} : { authorization: `Bearer ${key}` };
      const request = await applyCredential(context, { url, headers: own });
      const attachments = (await loadAttachments(context)).map(({ filename, content }) => ({
        filename,
        content: Buffer.from(content).toString('base64'),
      }));
      const body = { ...mail, ...(attachments.length === 0 ? {} : { attachments }) };
      await postJson(context, { url: request.url, headers: request.headers, body });
      return { success: true };
    });
  },
};
