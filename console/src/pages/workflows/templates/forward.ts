import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { at, button, ids, node, note, trigger } from './template-parts.ts';

/** Sends reports to another server. */
export function makeForward(): Definition {
  const id = ids('send', 'isRefused', 'fail');
  return {
    globals: [{ key: 'url', json: '"https://example.com/reports"' }],
    triggers: [
      trigger('deviceTag', 'forward/yes', { meta: at(40, 40, t('A device reports')), to: [[id.send]] }),
      button({ temperature: 21.5 }, id.send),
    ],
    nodes: [
      note(
        500,
        40,
        t(
          'Every report of a device with the tag goes to another server. Set its address as the global “url” under Settings. A run that was refused is listed under Runs, and can be replayed from there.',
        ),
      ),
      node(id.send, 'HttpNode', {
        config: {
          method: 'POST',
          uriTemplate: '{{{globals.url}}}',
          bodyType: 'jsonTemplate',
          bodyTemplate:
            '{"device": {{{jsonEncode deviceName}}}, "time": {{{jsonEncode time}}}, "data": {{{jsonEncode data}}} }',
          responsePath: 'working.response',
        },
        meta: at(140, 140, t('Send it')),
        to: [[id.isRefused]],
      }),
      node(id.isRefused, 'ConditionalNode', {
        config: { expression: '{{working.response.statusCode}} >= 400' },
        meta: at(140, 240, t('It was refused')),
        to: [[], [id.fail]],
      }),
      node(id.fail, 'ThrowErrorNode', {
        config: { messageTemplate: t('The other server returned {{working.response.statusCode}}') },
        meta: at(140, 340, t('Let the run fail')),
      }),
    ],
  };
}
