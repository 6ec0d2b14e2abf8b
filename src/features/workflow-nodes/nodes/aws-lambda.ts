import { parseJson } from '../../../kernel/json-text.ts';
import { awsSignerFields, readAwsSigner } from '../aws-access.ts';
import { signForAws } from '../aws-signature.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { errorBehaviorFields, resultField } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import { requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';
import { readSourceData, sourceDataFields } from '../source-data.ts';

/** As the platform names the keys of this node. */
const signerKeys = { accessKeyId: 'awsAccessKeyId', secretAccessKey: 'awsSecretAccessKey', region: 'awsRegion' };
const sourceKeys = { method: 'sourceMethod', data: 'sourceData' };

export const awsLambdaNode: NodeType = {
  type: 'AwsLambdaNode',
  label: 'AWS Lambda',
  summary: 'Invokes a function of AWS Lambda and waits for what it returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    ...awsSignerFields(signerKeys),
    { key: 'functionName', kind: 'template', label: 'Function', help: 'Its name or ARN.', required: true },
    ...sourceDataFields(sourceKeys),
    resultField({ help: 'An object with StatusCode, LogResult and Payload; FunctionError where the function failed.' }),
    ...errorBehaviorFields,
  ],
  example: {
    awsAccessKeyId: '{{globals.awsKey}}',
    awsSecretAccessKey: '{{globals.awsSecret}}',
    awsRegion: 'us-east-1',
    functionName: 'rate-machine',
    sourceMethod: 'payloadPath',
    sourceData: 'data',
    resultPath: 'working.rated',
  },
  async run(context) {
    const { config, now } = context;
    const name = config.requiredText('functionName', { escape: false });
    const body = Buffer.from(JSON.stringify(readSourceData(context, sourceKeys) ?? null));
    await byErrorBehavior(context, async () => {
      const signer = await readAwsSigner(context, signerKeys);
      const place = `https://lambda.${signer.region}.amazonaws.com/2015-03-31/functions`;
      const url = new URL(`${place}/${encodeSegment(name)}/invocations`);
      const asked = { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' };
      const request = { method: 'POST', url, headers: asked, body };
      const headers = await signForAws(request, signer, { service: 'lambda', now: now() });
      const answer = await requestOutside(context, { method: 'POST', url: url.href, headers, body });
      requireSuccess(answer);
      const { 'x-amz-log-result': log, 'x-amz-function-error': fault } = answer.headers;
      writeResult(config, {
        StatusCode: answer.statusCode,
        ...(log === undefined ? {} : { LogResult: log }),
        ...(fault === undefined ? {} : { FunctionError: fault }),
        Payload: parse(Buffer.from(answer.body).toString('utf8')),
      });
    });
  },
};

function writeResult(config: NodeConfig, result: object): void {
  config.write('resultPath', result);
}

/** What a function returns is JSON, unless its runtime is one of somebody's own. */
function parse(text: string): unknown {
  try {
    return text === '' ? null : parseJson(text);
  } catch {
    return text;
  }
}
