import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { at, button, ids, node, note, trigger } from './template-parts.ts';

/** Reports an attribute in another unit. */
export function makeConversion(): Definition {
  const id = ids('convert', 'store', 'show');
  return {
    globals: [],
    triggers: [
      trigger('deviceTag', 'convert/yes', {
        config: { attributeWhitelist: ['celsius'] },
        meta: at(40, 40, t('A device reports')),
        to: [[id.convert]],
      }),
      button({ celsius: 21.5 }, id.convert),
    ],
    nodes: [
      note(
        500,
        40,
        t(
          'Reports of “celsius” become reports of “fahrenheit” of the same device; it needs an attribute of that name. The trigger fires for celsius alone, so that the new report starts nothing.',
        ),
      ),
      node(id.convert, 'MathNode', {
        config: { statements: [{ expression: '{{data.celsius}} * 9 / 5 + 32', resultPath: 'working.fahrenheit' }] },
        meta: at(140, 140, t('Convert')),
        to: [[id.store, id.show]],
      }),
      node(id.store, 'DeviceChangeStateNode', {
        config: {
          deviceId: '{{triggerId}}',
          attrDataMethod: 'individualFields',
          attrInfos: [{ key: 'fahrenheit', valueTemplate: '{{working.fahrenheit}}' }],
          resultPath: 'working.stored',
        },
        meta: at(40, 240, t('Report it')),
      }),
      node(id.show, 'DebugNode', {
        config: { message: '{{data.celsius}} °C', property: 'working.fahrenheit', level: 'info' },
        meta: at(260, 240, t('Show it')),
      }),
    ],
  };
}
