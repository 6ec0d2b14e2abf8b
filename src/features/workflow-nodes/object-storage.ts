import type { NodeContext } from './context.ts';
import type { FieldDeclaration } from './declaration.ts';
import { encodeText } from './encode-text.ts';
import { resultField } from './fields.ts';
import { download, readEncoding } from './nodes/files.ts';
import type { HttpAnswer } from './services.ts';

/** Where an object of a cloud is. */
export function objectPlaceFields(keys: { readonly container: string; readonly object: string }): FieldDeclaration[] {
  return [
    { key: keys.container, kind: 'template', label: 'Bucket', required: true },
    { key: keys.object, kind: 'template', label: 'Object key', required: true },
    { key: 'encodingTemplate', kind: 'template', label: 'Encoding', help: 'utf8, base64, hex …', default: 'utf8' },
  ];
}

/** What is written into an object, and where it says what came of it. */
export function contentSourceFields(keys: { readonly content: string; readonly url: string }): FieldDeclaration[] {
  return [
    { key: 'contentTypeTemplate', kind: 'template', label: 'Media type', default: 'application/octet-stream' },
    { key: keys.content, kind: 'template', label: 'Content' },
    { key: keys.url, kind: 'template', label: 'Or from a URL' },
    resultField({ key: 'destination', label: 'Destination path', help: 'An object with success, or with error.' }),
  ];
}

/**
 * What fields of `contentSourceFields` say.
 *
 * @returns the media type, and what reads the content: a text with the node's encoding, or what a URL returns
 * @throws NodeError of an encoding that is not known
 */
export function contentToWrite(
  context: NodeContext,
  keys: { readonly content: string; readonly url: string },
): { readonly type: string; read(): Promise<Uint8Array> } {
  const { config } = context;
  const encoding = readEncoding(config.text('encodingTemplate').trim() || 'utf8');
  const from = config.text(keys.url, { escape: false }).trim();
  const text = config.text(keys.content, { escape: false });
  return {
    type: config.text('contentTypeTemplate').trim() || 'application/octet-stream',
    read: async () => (from === '' ? encodeText(text, encoding) : download(context, from)),
  };
}

/** How an object is read, and where it goes. */
export const objectReadFields: readonly FieldDeclaration[] = [
  { key: 'isDownloadURL', kind: 'boolean', label: 'Only a link', default: false },
  resultField({
    key: 'destination',
    label: 'Destination path',
    help: 'An object with value, the content or the link, and metadata; or with error.',
  }),
];

/** What the headers of an answer say of the object that it brings. */
export function metadataOf({ headers, body }: HttpAnswer): object {
  const { 'content-type': contentType, etag } = headers;
  return {
    fileSize: body.byteLength,
    ...(contentType === undefined ? {} : { contentType }),
    ...(etag === undefined ? {} : { etag }),
  };
}
