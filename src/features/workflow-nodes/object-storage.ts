import type { NodeContext } from './context.ts';
import type { FieldDeclaration } from './declaration.ts';
import { resultField } from './fields.ts';
import { readEncoding } from './node-content.ts';
import { orErrorText } from './outcomes.ts';
import { requireSuccess } from './outward.ts';
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

/** How an object is read, and where it goes. */
export const objectReadFields: readonly FieldDeclaration[] = [
  { key: 'isDownloadURL', kind: 'boolean', label: 'Only a link', default: false },
  resultField({
    key: 'destination',
    label: 'Destination path',
    help: 'An object with value, the content or the link, and metadata; or with error.',
  }),
];

/** The media type that a node of `contentSourceFields` says. */
export function readMediaType({ config }: NodeContext): string {
  return config.text('contentTypeTemplate').trim() || 'application/octet-stream';
}

/** Does what a node of `objectReadFields` says, with a link to the object or a request for it. */
export async function readObject(
  context: NodeContext,
  by: {
    link: () => Promise<string>;
    request: () => Promise<HttpAnswer>;
    metadata?: (answer: HttpAnswer) => object;
  },
): Promise<void> {
  const { config } = context;
  const { link, request, metadata = metadataOf } = by;
  const encoding = readEncoding(config);
  const isLink = config.boolean('isDownloadURL');
  await orErrorText(context, 'destination', {}, async () => {
    if (isLink) return { value: await link(), metadata: {} };
    const answer = await request();
    requireSuccess(answer);
    return { value: Buffer.from(answer.body).toString(encoding), metadata: metadata(answer) };
  });
}

/** What the headers of an answer say of the object that it brings. */
function metadataOf({ headers, body }: HttpAnswer): object {
  const { 'content-type': contentType, etag } = headers;
  return {
    fileSize: body.byteLength,
    ...(contentType === undefined ? {} : { contentType }),
    ...(etag === undefined ? {} : { etag }),
  };
}
