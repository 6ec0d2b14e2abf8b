import { isObject } from '../../../platform/language/index.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey, useCredential } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { attachmentsField, loadAttachments } from '../mail-attachments.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';
import { mailFields, readAddresses } from './structure-email.ts';

/** Mailgun takes as many for each of them. */
const maxAddresses = 1000;
/** Where Mailgun is, by its regions. */
const origins: Readonly<Record<string, string>> = {
  us: 'https://api.mailgun.net',
  eu: 'https://api.eu.mailgun.net',
};

export const mailgunNode: NodeType = {
  type: 'MailgunNode',
  label: 'Mailgun',
  summary: 'Sends a mail through Mailgun, with an account of your own.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type mailgun; in place of the key.'),
    { key: 'mailgunApiKey', kind: 'template', label: 'API key', help: 'Of the account, or of the domain for sending.' },
    { key: 'mailgunRegion', kind: 'template', label: 'Region', help: 'us or eu.', default: 'us' },
    {
      key: 'fromTemplate',
      kind: 'template',
      label: 'From',
      help: 'Its domain is the one of Mailgun that sends.',
      required: true,
    },
    ...mailFields.map((field) => (field.key === 'toAddresses' ? { ...field, maxEntries: maxAddresses } : field)),
    { key: 'ccAddresses', kind: 'list', label: 'Cc', entries: 'template', maxEntries: maxAddresses },
    { key: 'bccAddresses', kind: 'list', label: 'Bcc', entries: 'template', maxEntries: maxAddresses },
    { key: 'replyToTemplate', kind: 'template', label: 'Reply to' },
    attachmentsField,
    resultField({ help: 'An object with success and id.' }),
  ],
  example: {
    mailgunApiKey: '{{globals.mailgunKey}}',
    mailgunRegion: 'eu',
    fromTemplate: 'Plant <plant@mg.example.com>',
    toAddresses: ['{{globals.email}}'],
    subjectTemplate: 'Report',
    bodyTemplate: '<p>{{data.text}}</p>',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    const region = config.text('mailgunRegion').trim().toLowerCase() || 'us';
    const origin = Object.hasOwn(origins, region) ? origins[region] : undefined;
    if (origin === undefined) throw new NodeError('ValidationError', 'mailgunRegion is none of us and eu');
    const from = config.requiredText('fromTemplate', { escape: false });
    const form = new FormData();
    form.set('from', from);
    for (const name of ['to', 'cc', 'bcc']) {
      for (const address of readRecipients(context, name)) form.append(name, address);
    }
    form.set('subject', config.requiredText('subjectTemplate', { escape: false }));
    form.set('html', config.requiredText('bodyTemplate'));
    const replyTo = config.text('replyToTemplate', { escape: false }).trim();
    if (replyTo !== '') form.set('h:Reply-To', replyTo);
    const url = `${origin}/v3/${readDomain(from)}/messages`;
    await softly(context, 'resultPath', async () => {
      const key = await readKey(context);
      for (const { filename, content } of await loadAttachments(context)) {
        form.append('attachment', new Blob([Buffer.from(content)]), filename);
      }
      // It writes the parts, and says where they begin.
      const written = new Response(form);
      const answer = await requestOutside(context, {
        method: 'POST',
        url,
        headers: {
          authorization: `Basic ${Buffer.from(`api:${key}`).toString('base64')}`,
          'content-type': written.headers.get('content-type') ?? '',
        },
        body: new Uint8Array(await written.arrayBuffer()),
      });
      requireSuccess(answer);
      const said = readJsonAnswer(answer);
      return { success: true, id: isObject(said) ? said.id : undefined };
    });
  },
};

function readRecipients({ config }: NodeContext, name: string): string[] {
  const key = `${name}Addresses`;
  const addresses = readAddresses(config, key);
  if (addresses.length > maxAddresses || (name === 'to' && addresses.length === 0)) {
    throw new NodeError('ValidationError', `${key} must be from ${name === 'to' ? 1 : 0} to ${maxAddresses}`);
  }
  return addresses;
}

/** The domain of `a@example.com` and of `A <a@example.com>`: it becomes a part of the URL. */
function readDomain(from: string): string {
  const [, domain] = /@([a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?)>?$/i.exec(from) ?? [];
  if (domain === undefined || domain.includes('..')) {
    throw new NodeError('ValidationError', 'fromTemplate is no address');
  }
  return domain;
}

async function readKey(context: NodeContext): Promise<string> {
  if (!context.config.has(credentialKey)) return context.config.requiredText('mailgunApiKey', { escape: false });
  const { apiKey = '' } = await useCredential(context, 'mailgun');
  return apiKey;
}
