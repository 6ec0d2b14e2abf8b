import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import {
  fetchGoogleToken,
  googleAccountFields,
  presignForGoogle,
  readServiceAccount,
  type ServiceAccount,
} from '../google-access.ts';
import { readContentSource } from '../node-content.ts';
import {
  contentSourceFields,
  objectPlaceFields,
  objectReadFields,
  readMediaType,
  readObject,
} from '../object-storage.ts';
import { orErrorText } from '../outcomes.ts';
import { requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';

const keyData = 'jwtData';
/** How long a link to an object is good, as the platform has it. */
const linkSeconds = 7 * 86_400;
const contentKeys = { content: 'fileContentTemplate', url: 'fileUrlTemplate' };
const placeFields = [
  ...googleAccountFields(keyData),
  ...objectPlaceFields({ container: 'bucketNameTemplate', object: 'fileNameTemplate' }),
];
const example = { credentialNameTemplate: 'google', bucketNameTemplate: 'reports', fileNameTemplate: 'today.csv' };

export const googleCloudStoragePutNode: NodeType = {
  type: 'GoogleCloudStoragePutNode',
  label: 'GCP Storage: Put',
  summary: 'Writes an object into a bucket of Google Cloud Storage, from a text or from what a URL returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [...placeFields, ...contentSourceFields(contentKeys)],
  example: { ...example, fileContentTemplate: '{{data.csv}}', destination: 'working.written' },
  async run(context) {
    const { config } = context;
    const place = readPlace(config);
    const readContent = readContentSource(context, contentKeys);
    const type = readMediaType(context);
    await orErrorText(context, 'destination', { success: false }, async () => {
      const token = await fetchToken(context, await readServiceAccount(context, keyData), 'read_write');
      const body = await readContent();
      const url = new URL(`https://storage.googleapis.com/upload/storage/v1/b/${place.bucket}/o?uploadType=media`);
      url.searchParams.set('name', place.object);
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      requireSuccess(await requestOutside(context, { method: 'POST', url: url.href, headers, body }));
      return { success: true };
    });
  },
};

export const googleCloudStorageGetNode: NodeType = {
  type: 'GoogleCloudStorageGetNode',
  label: 'GCP Storage: Get',
  summary: 'Reads an object from a bucket of Google Cloud Storage, or makes a link to it that is good for a week.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [...placeFields, ...objectReadFields],
  example: { ...example, destination: 'working.read' },
  async run(context) {
    const place = readPlace(context.config);
    await readObject(context, {
      link: async () =>
        presignForGoogle(await readServiceAccount(context, keyData), place, {
          now: context.now(),
          seconds: linkSeconds,
        }),
      request: async () => {
        const token = await fetchToken(context, await readServiceAccount(context, keyData), 'read_only');
        const path = `storage/v1/b/${place.bucket}/o/${encodeSegment(place.object)}`;
        return requestOutside(context, {
          method: 'GET',
          url: `https://storage.googleapis.com/${path}?alt=media`,
          headers: { authorization: `Bearer ${token}` },
        });
      },
    });
  },
};

interface Place {
  readonly bucket: string;
  readonly object: string;
}

function readPlace(config: NodeConfig): Place {
  const bucket = config.requiredText('bucketNameTemplate');
  if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(bucket))
    throw new NodeError('ValidationError', "The bucket's name is not valid");
  return { bucket, object: config.requiredText('fileNameTemplate', { escape: false }).replace(/^\//, '') };
}

function fetchToken(
  context: NodeContext,
  account: ServiceAccount,
  access: 'read_only' | 'read_write',
): Promise<string> {
  return fetchGoogleToken(context, account, { scope: `https://www.googleapis.com/auth/devstorage.${access}` });
}
