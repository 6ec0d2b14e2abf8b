import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { applyCredential, credentialField } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { download } from '../node-content.ts';
import { softly } from '../outcomes.ts';
import { postJson } from '../outward.ts';
import { mailFields, readAddresses } from './structure-email.ts';

const url = 'https://api.sendgrid.com/v3/mail/send';
const maxAttachments = 10;

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
    {
      key: 'attachments',
      kind: 'list',
      label: 'Attachments',
      maxEntries: maxAttachments,
      fields: [
        { key: 'filenameTemplate', kind: 'template', label: 'Name' },
        { key: 'urlTemplate', kind: 'template', label: 'URL' },
      ],
    },
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
      const attachments = await readAttachments(context, config.list('attachments').slice(0, maxAttachments));
      const body = { ...mail, ...(attachments.length === 0 ? {} : { attachments }) };
      await postJson(context, { url: request.url, headers: request.headers, body });
      return { success: true };
    });
  },
};

async function readAttachments(context: NodeContext, entries: readonly NodeConfig[]) {
  const attachments = [];
  for (const entry of entries) {
    const content = await download(context, entry.requiredText('urlTemplate', { escape: false }));
    const filename = entry.text('filenameTemplate', { escape: false }).trim() || 'attachment';
    attachments.push({ filename, content: Buffer.from(content).toString('base64') });
  }
  return attachments;
}
