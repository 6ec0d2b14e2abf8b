import type { NodeConfig } from './config.ts';
import type { NodeContext } from './context.ts';
import type { FieldDeclaration } from './declaration.ts';
import { download } from './node-content.ts';

const maxAttachments = 10;

/** Files that go with a mail, each from a URL. */
export const attachmentsField: FieldDeclaration = {
  key: 'attachments',
  kind: 'list',
  label: 'Attachments',
  maxEntries: maxAttachments,
  fields: [
    { key: 'filenameTemplate', kind: 'template', label: 'Name' },
    { key: 'urlTemplate', kind: 'template', label: 'URL' },
  ],
};

/** What `attachmentsField` names, loaded. @throws ActionError when one is not returned; NodeError TemplateError */
export async function loadAttachments(
  context: NodeContext,
): Promise<{ readonly filename: string; readonly content: Uint8Array }[]> {
  const attachments = [];
  for (const entry of context.config.list('attachments').slice(0, maxAttachments)) {
    attachments.push(await loadAttachment(context, entry));
  }
  return attachments;
}

async function loadAttachment(context: NodeContext, entry: NodeConfig) {
  const content = await download(context, entry.requiredText('urlTemplate', { escape: false }));
  return { filename: entry.text('filenameTemplate', { escape: false }).trim() || 'attachment', content };
}
