// Half of a surrogate pair has no bytes in UTF-8: no node may send, store or hash another character instead (semantics.md, "UTF-8").
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NodeType } from './context.ts';
import { awsS3PutNode } from './nodes/aws-s3.ts';
import { base64EncodeNode } from './nodes/base64.ts';
import { cryptoSignNode } from './nodes/crypto-sign.ts';
import { fileCreateNode } from './nodes/files.ts';
import { hashNode } from './nodes/hash.ts';
import { httpNode } from './nodes/http.ts';
import { runNode } from './nodes/test-bed.ts';

const error = { name: 'ValidationError', message: 'The text must not contain half of a surrogate pair' };
const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const http = { uriTemplate: 'https://example.com/', method: 'POST', errorBehavior: 'throw' };
test.each<[string, NodeType, Record<string, unknown>]>([
  ['Base64: Encode', base64EncodeNode, { sourceTemplate: '{{half}}', destinationPath: 'result' }],
  ['Hash', hashNode, { dataTemplate: '{{half}}', algorithmTemplate: 'MD5', destinationPath: 'result' }],
  ['Crypto: Sign', cryptoSignNode, { keyTemplate: privateKey, dataTemplate: '{{half}}', destinationPath: 'result' }],
  ['HTTP, text', httpNode, { ...http, bodyTemplate: '{{half}}' }],
  [
    'HTTP, form',
    httpNode,
    { ...http, bodyType: 'urlencoded', bodyFields: [{ keyTemplate: 'a', valueTemplate: '{{half}}' }] },
  ],
  [
    'HTTP, multipart',
    httpNode,
    { ...http, bodyType: 'multipart', bodyFields: [{ keyTemplate: 'a', valueTemplate: '{{half}}' }] },
  ],
])('%s refuses half of a character', async (_, type, config) => {
  const payload = { half: '😀'.slice(0, 1) };
  await expect(runNode(type, config, payload)).rejects.toMatchObject(error);
});

test.each<[string, NodeType, Record<string, unknown>]>([
  ['File: Create', fileCreateNode, { fileNameTemplate: 'a', fileContentsTemplate: '{{half}}', resultPath: 'result' }],
  [
    'S3: Put',
    awsS3PutNode,
    {
      ...{ bucketNameTemplate: 'bucket', fileNameTemplate: 'k', regionTemplate: 'us-east-1', destination: 'result' },
      ...{ accessKeyIdTemplate: 'a', secretAccessKeyTemplate: 's', fileContentTemplate: '{{half}}' },
    },
  ],
])('%s says so in the payload', async (_, type, config) => {
  const { payload } = await runNode(type, config, { half: '😀'.slice(0, 1) });
  expect(JSON.stringify(payload.result)).toContain(error.message);
});
