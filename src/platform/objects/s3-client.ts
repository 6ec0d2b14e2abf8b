import type { AbortMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { invalid } from '../../kernel/errors.ts';

export interface S3Target {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For S3-compatible stores. */
  readonly endpoint?: string;
  /** The bucket in the path instead of the host name; by default exactly when there is an endpoint. */
  readonly pathStyle?: boolean;
}

export interface S3Timeouts {
  readonly connectMs: number;
  /** From sending a request to its answer, and between two pieces of an answer. */
  readonly requestMs: number;
}

export type S3Sdk = typeof import('@aws-sdk/client-s3');

/**
 * Bucket and region become part of the host name that is called, so they may hold nothing that would make it another.
 *
 * @throws AppError Validation
 */
export function checkS3Target(target: S3Target, path = 's3'): void {
  if (!/^[a-z0-9][a-z0-9._-]{0,254}$/i.test(target.bucket))
    throw invalid(`${path}.bucket`, 'is not the name of a bucket');
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(target.region)) throw invalid(`${path}.region`, 'is not a region');
}

/** A client that calls nothing but the target, with nothing but its credentials, whatever the environment says. */
export function createS3Client(sdk: S3Sdk, target: S3Target, timeouts: S3Timeouts): S3Client {
  const { accessKeyId, secretAccessKey, endpoint } = target;
  return new sdk.S3Client({
    region: target.region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: target.pathStyle ?? endpoint !== undefined,
    ignoreConfiguredEndpointUrls: true,
    // Not `auto`, which an environment variable can choose and which asks the cloud's metadata service.
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: timeouts.connectMs,
      requestTimeout: timeouts.requestMs,
      // Without this the SDK only warns.
      throwOnRequestTimeout: true,
      socketTimeout: timeouts.requestMs,
    },
    // Newer checksums are unknown to many compatible stores; what is stored is compared after the upload instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * The same client for one upload: its requests end with the signal, and what fails first is told. Starting a multipart
 * upload and giving it up are let through: cutting those off would leave an upload behind that nobody knows of.
 */
export function bindToUpload(
  client: S3Client,
  sdk: S3Sdk,
  options: { signal: AbortSignal; onFailure: (error: unknown) => void },
): S3Client {
  const send = async (command: AbortMultipartUploadCommand): Promise<unknown> => {
    const mustFinish =
      command instanceof sdk.CreateMultipartUploadCommand || command instanceof sdk.AbortMultipartUploadCommand;
    try {
      return await client.send(command, mustFinish ? {} : { abortSignal: options.signal });
    } catch (error) {
      options.onFailure(error);
      throw error;
    }
  };
  return Object.assign(Object.create(client) as S3Client, { send });
}
