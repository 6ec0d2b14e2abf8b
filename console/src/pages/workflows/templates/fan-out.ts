import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { at, button, ids, node, note, trigger } from './template-parts.ts';

/** Reports of a gateway become reports of the devices behind it. */
export function makeFanOut(): Definition {
  const id = ids('decode', 'loop', 'report', 'end', 'show');
  const readings = [{ deviceId: '575ec7417ae143cd83dc4a95', state: { temperature: 20.5 } }];
  const inLoop = { groupId: id.loop };
  return {
    globals: [],
    triggers: [
      trigger('deviceTag', 'kind/gateway', {
        config: { attributeWhitelist: ['readings'] },
        meta: at(40, 40, t('A gateway reports')),
        to: [[id.decode]],
      }),
      button({ readings: JSON.stringify(readings) }, id.decode),
    ],
    nodes: [
      note(
        500,
        40,
        t(
          'The gateway reports the text attribute “readings”: a JSON list of {"deviceId", "state"}. Each becomes a report of its device. What is done with one reading is inside the loop: open it by a double click.',
        ),
      ),
      node(id.decode, 'JsonDecodeNode', {
        config: { source: 'data.readings', destination: 'working.readings' },
        meta: at(140, 140, t('Read the list')),
        to: [[id.loop]],
      }),
      node(id.loop, 'LoopNode', {
        config: { loopSourcePath: 'working.readings', currentItemPath: 'working.reading' },
        meta: { ...at(140, 240, t('For each reading')), groupStartX: 140, groupStartY: 40 },
        to: [[id.show], [id.report]],
      }),
      node(id.report, 'DeviceChangeStateNode', {
        config: {
          deviceId: '{{working.reading.value.deviceId}}',
          attrDataMethod: 'jsonTemplate',
          attrJsonTemplate: '{{{jsonEncode working.reading.value.state}}}',
          resultPath: 'working.result',
        },
        meta: { ...at(140, 140, t('Report it')), ...inLoop },
        to: [[id.end]],
      }),
      node(id.end, 'LoopCapNode', {
        config: { loopNodeId: id.loop },
        meta: { ...at(140, 240, t('Next')), ...inLoop },
      }),
      node(id.show, 'DebugNode', {
        config: { message: t('Reported'), property: 'working.readings', level: 'info' },
        meta: at(140, 340, t('Show them')),
      }),
    ],
  };
}
