import { awsSignerFields, readAwsSigner } from '../aws-access.ts';
import { presignForS3, signForS3 } from '../aws-signature.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
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
import { encodePath } from '../path-segments.ts';

/** How long a link to an object is good. */
const linkSeconds = 3600;

const signerKeys = {
  accessKeyId: 'accessKeyIdTemplate',
  secretAccessKey: 'secretAccessKeyTemplate',
  region: 'regionTemplate',
};
const placeFields: readonly FieldDeclaration[] = [
  ...awsSignerFields(signerKeys),
  ...objectPlaceFields({ container: 'bucketNameTemplate', object: 'fileNameTemplate' }),
];
const example = {
  accessKeyIdTemplate: '{{globals.awsKey}}',
  secretAccessKeyTemplate: '{{globals.awsSecret}}',
  regionTemplate: 'us-east-1',
  bucketNameTemplate: 'reports',
  fileNameTemplate: 'today.csv',
};

const contentKeys = { content: 'fileContentTemplate', url: 'fileUrlTemplate' };

export const awsS3PutNode: NodeType = {
  type: 'AwsS3PutNode',
  label: 'AWS S3: Put',
  summary: 'Writes an object into a bucket of S3, from a text or from what a URL returns.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  fields: [...placeFields, ...contentSourceFields(contentKeys)],
  example: { ...example, fileContentTemplate: '{{data.csv}}', destination: 'working.written' },
  async run(context) {
    const { config, now } = context;
    const place = readPlace(config);
    const readContent = readContentSource(context, contentKeys);
    const type = readMediaType(context);
    await orErrorText(context, 'destination', {}, async () => {
      const signer = await readAwsSigner(context, signerKeys);
      const to = toUrl(place, signer.region);
      const body = await readContent();
      const request = { method: 'PUT', url: to, headers: { 'content-type': type }, body };
      const headers = await signForS3(request, signer, now());
      requireSuccess(await requestOutside(context, { method: 'PUT', url: to.href, headers, body }));
      return { success: true };
    });
  },
};

export const awsS3GetNode: NodeType = {
  type: 'AwsS3GetNode',
  label: 'AWS S3: Get',
  summary: 'Reads an object from a bucket of S3, or makes a link to it that is good for an hour.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  fields: [...placeFields, ...objectReadFields],
  example: { ...example, destination: 'working.read' },
  async run(context) {
    const { config, now } = context;
    const place = readPlace(config);
    await readObject(context, {
      async link() {
        const signer = await readAwsSigner(context, signerKeys);
        return presignForS3(toUrl(place, signer.region), signer, { now: now(), seconds: linkSeconds });
      },
      async request() {
        const signer = await readAwsSigner(context, signerKeys);
        const url = toUrl(place, signer.region);
        const headers = await signForS3({ method: 'GET', url }, signer, now());
        return requestOutside(context, { method: 'GET', url: url.href, headers });
      },
      metadata: ({ headers }) => headers,
    });
  },
};

interface Place {
  readonly bucket: string;
  /** Percent-encoded. */
  readonly key: string;
}

function readPlace(config: NodeConfig): Place {
  const bucket = config.requiredText('bucketNameTemplate');
  // It becomes a part of the host's name.
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new NodeError('ValidationError', "The bucket's name is not valid");
  return {
    bucket,
    key: encodePath(config.requiredText('fileNameTemplate', { escape: false })),
  };
}

function toUrl({ bucket, key }: Place, region: string): URL {
  // A certificate of the service has no names with more dots.
  const base = bucket.includes('.')
    ? `https://s3.${region}.amazonaws.com/${bucket}`
    : `https://${bucket}.s3.${region}.amazonaws.com`;
  return new URL(`${base}/${key}`);
}
