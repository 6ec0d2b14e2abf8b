import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Sdk } from './s3-client.ts';

/** Two for each object that was under way is what a crash leaves; this many pages of them are never reached. */
const maxPages = 100;

/**
 * Aborts every multipart upload whose key starts with the prefix. A store that does not know how to list them, or does
 * not let these credentials, has nothing that could be done here: its own lifecycle rules apply.
 */
export async function abortUploads(
  client: S3Client,
  sdk: S3Sdk,
  options: { bucket: string; prefix: string },
): Promise<void> {
  const { bucket, prefix } = options;
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let page = 0; page < maxPages; page += 1) {
    const list = new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...marker });
    const found = await client.send(list).catch((error: unknown) => {
      if (isUnsupported(error)) return undefined;
      throw error;
    });
    for (const { Key, UploadId } of found?.Uploads ?? []) {
      // A store that does not look at the prefix must not make us abort the uploads of others.
      if (!Key?.startsWith(prefix) || UploadId === undefined) continue;
      await client
        .send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
        .catch((error: unknown) => {
          if ((error as { name?: string }).name !== 'NoSuchUpload') throw error;
        });
    }
    if (!found?.IsTruncated) return;
    marker = { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker };
  }
}

function isUnsupported(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NotImplemented' || [403, 405, 501].includes($metadata?.httpStatusCode ?? 0);
}
