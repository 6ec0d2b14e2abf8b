import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { at, button, ids, node, note, trigger } from './template-parts.ts';

/** Calls another service when a device is silent, or well again. */
export function makeSilentDevice(): Definition {
  const id = ids('text', 'send', 'show');
  return {
    globals: [{ key: 'url', json: '"https://example.com/chat"' }],
    triggers: [
      trigger('event', 'any', {
        config: { subject: '*silent*', new: true, acknowledged: false, resolved: false },
        meta: at(40, 40, t('A device is silent')),
        to: [[id.text]],
      }),
      button({ subject: t('Pump 1 has been silent for 15 minutes'), level: 'error' }, id.text),
    ],
    nodes: [
      note(
        500,
        40,
        t(
          'Make an alarm rule for silence on the page Alarms: its event starts this workflow. The text goes to the address in the global “url” under Settings, such as that of a chat.',
        ),
      ),
      node(id.text, 'MutateNode', {
        config: {
          rules: [{ type: 'set', valueTemplate: '{{data.level}}: {{{data.subject}}}', destination: 'working.text' }],
        },
        meta: at(140, 140, t('Write the message')),
        to: [[id.send]],
      }),
      node(id.send, 'HttpNode', {
        config: {
          method: 'POST',
          uriTemplate: '{{{globals.url}}}',
          bodyType: 'jsonTemplate',
          bodyTemplate: '{"text": {{{jsonEncode working.text}}} }',
          responsePath: 'working.response',
        },
        meta: at(140, 240, t('Send it')),
        to: [[id.show]],
      }),
      node(id.show, 'DebugNode', {
        config: { message: '{{working.text}}', property: 'working.response.statusCode', level: 'info' },
        meta: at(140, 340, t('Show what came of it')),
      }),
    ],
  };
}
