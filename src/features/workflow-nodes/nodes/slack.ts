import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { postJson } from '../outward.ts';

export const slackNode: NodeType = {
  type: 'SlackNode',
  label: 'Slack',
  summary: 'Posts a message to a channel, by the URL of an incoming webhook of Slack.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'urlPathTemplate', kind: 'template', label: 'Webhook URL', required: true },
    { key: 'channelTemplate', kind: 'template', label: 'Channel', help: 'Empty: the webhook’s own.' },
    { key: 'textTemplate', kind: 'template', label: 'Text', help: 'Empty: the payload.' },
    resultField({ help: 'An object with success; without a path a failure ends the run.' }),
  ],
  example: {
    urlPathTemplate: '{{globals.slackUrl}}',
    textTemplate: '{{deviceName}} is too warm',
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config, payload } = context;
    const url = config.requiredText('urlPathTemplate', { escape: false });
    const channel = config.text('channelTemplate', { escape: false }).trim();
    const text = config.text('textTemplate', { escape: false }) || JSON.stringify(payload);
    const send = async () => {
      await postJson(context, { url, body: { text, ...(channel === '' ? {} : { channel }) } });
      return { success: true };
    };
    if (config.path('resultPath') === undefined) return void (await send());
    await softly(context, 'resultPath', send);
  },
};
