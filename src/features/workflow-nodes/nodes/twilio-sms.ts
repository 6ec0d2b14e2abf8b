import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, NodeError, toErrorShape } from '../errors.ts';
import { resultField } from '../fields.ts';
import { requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';

const maxNumbers = 100;

export const twilioSmsNode: NodeType = {
  type: 'TwilioSmsNode',
  label: 'Twilio SMS',
  summary: 'Sends a text message to phones through Twilio, with an account of your own.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    { key: 'accountSid', kind: 'template', label: 'Account SID', required: true },
    { key: 'authToken', kind: 'template', label: 'Auth token', required: true },
    { key: 'fromNumber', kind: 'template', label: 'From', required: true },
    { key: 'toNumbers', kind: 'list', label: 'To', entries: 'template', required: true, maxEntries: maxNumbers },
    { key: 'bodyTemplate', kind: 'template', label: 'Text', required: true },
    resultField({ key: 'resultsPath', label: 'Results path', help: 'For each number success, or error and message.' }),
  ],
  example: {
    accountSid: '{{globals.twilioSid}}',
    authToken: '{{globals.twilioToken}}',
    fromNumber: '+15005550006',
    toNumbers: ['{{globals.phone}}'],
    bodyTemplate: '{{deviceName}} is too warm',
    resultsPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    const sid = config.requiredText('accountSid');
    const authToken = config.requiredText('authToken');
    const from = config.requiredText('fromNumber');
    const text = config.requiredText('bodyTemplate', { escape: false });
    const numbers = config.texts('toNumbers').map((number) => number.trim());
    if (numbers.length > maxNumbers) throw new NodeError('ValidationError', `At most ${maxNumbers} numbers`);
    const results = [];
    for (const to of numbers.filter((number) => number !== '')) {
      results.push(await send(context, { sid, authToken, form: { From: from, To: to, Body: text } }));
    }
    config.write('resultsPath', results);
  },
};

async function send(
  context: NodeContext,
  { sid, authToken, form }: { sid: string; authToken: string; form: Record<string, string> },
): Promise<object> {
  try {
    const answer = await requestOutside(context, {
      method: 'POST',
      url: `https://api.twilio.com/2010-04-01/Accounts/${encodeSegment(sid)}/Messages.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${sid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: Buffer.from(new URLSearchParams(form).toString()),
    });
    requireSuccess(answer);
    return { success: true };
  } catch (error) {
    if (!isActionError(error)) throw error;
    const { name, message } = toErrorShape(error);
    return { error: name, message };
  }
}
