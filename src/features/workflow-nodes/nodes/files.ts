import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { readContentSource, readEncoding } from '../node-content.ts';
import { softly } from '../outcomes.ts';

export const fileCreateNode: NodeType = {
  type: 'FileCreateNode',
  label: 'File: Create',
  summary: 'Writes a file of the application, from a text or from what a URL returns.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'fileNameTemplate', kind: 'template', label: 'Name', required: true },
    { key: 'parentDirectoryTemplate', kind: 'template', label: 'Directory', default: '/' },
    { key: 'contentTypeTemplate', kind: 'template', label: 'Media type', default: 'application/octet-stream' },
    { key: 'fileContentsTemplate', kind: 'template', label: 'Content' },
    { key: 'encodingTemplate', kind: 'template', label: 'Encoding', help: 'utf8, base64, hex …', default: 'utf8' },
    { key: 'fileUrlTemplate', kind: 'template', label: 'Or from a URL', help: 'At most 3.9 MB.' },
    { key: 'shouldOverwrite', kind: 'boolean', label: 'Replace a file of that name', default: false },
    resultField({ help: 'The file, with its url.' }),
  ],
  example: {
    fileNameTemplate: 'report-{{data.id}}.csv',
    parentDirectoryTemplate: '/reports',
    contentTypeTemplate: 'text/csv',
    fileContentsTemplate: '{{data.csv}}',
    resultPath: 'working.file',
  },
  async run(context) {
    const { config, services } = context;
    const name = config.requiredText('fileNameTemplate', { escape: false });
    if (name.includes('/')) throw new NodeError('ValidationError', 'fileName must not contain /');
    const path = `${config.text('parentDirectoryTemplate', { escape: false }).trim()}/${name}`;
    const readContent = readContentSource(context, { content: 'fileContentsTemplate', url: 'fileUrlTemplate' });
    await softly(context, 'resultPath', async () => {
      const content = await readContent();
      const { fileId } = await services.files.write({
        path,
        content: Buffer.from(content).toString('base64'),
        contentType: config.text('contentTypeTemplate').trim() || undefined,
        overwrite: config.boolean('shouldOverwrite'),
      });
      return services.api.call({ action: 'file.get', parameters: { fileId } });
    });
  },
};

export const fileGetNode: NodeType = {
  type: 'FileGetNode',
  label: 'File: Get',
  summary: 'Reads a file of the application, or finds the URL of its content.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'filePathTemplate', kind: 'template', label: 'Path', required: true },
    { key: 'encodingTemplate', kind: 'template', label: 'Encoding', help: 'utf8, base64, hex …', default: 'utf8' },
    { key: 'isDownloadURL', kind: 'boolean', label: 'Only the URL', default: false },
    resultField({
      key: 'destination',
      label: 'Destination path',
      help: 'An object with value, the content or its URL, and metadata, the file.',
    }),
  ],
  example: { filePathTemplate: '/reports/today.csv', encodingTemplate: 'utf8', destination: 'working.file' },
  async run(context) {
    const { config, services } = context;
    const path = config.requiredText('filePathTemplate', { escape: false });
    const encoding = readEncoding(config);
    await softly(context, 'destination', async () => {
      const { fileId, content } = await services.files.read({ path });
      const metadata = (await services.api.call({ action: 'file.get', parameters: { fileId } })) as { url?: string };
      const value = config.boolean('isDownloadURL') ? metadata.url : Buffer.from(content, 'base64').toString(encoding);
      return { value, metadata };
    });
  },
};
