import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { at, button, ids, node, note, trigger } from './template-parts.ts';

/** Opens an event above one limit and closes it below another. */
export function makeAlarm(): Definition {
  const id = ids('read', 'isOpen', 'isHigh', 'isLow', 'open', 'tell', 'close', 'calm');
  const key = 'alarm-{{triggerId}}';
  return {
    globals: [
      { key: 'upper', json: '30' },
      { key: 'lower', json: '27' },
    ],
    triggers: [
      trigger('deviceTag', 'kind/thermometer', { meta: at(40, 40, t('A thermometer reports')), to: [[id.read]] }),
      button({ temperature: 31 }, id.read),
    ],
    nodes: [
      note(
        500,
        40,
        t(
          'An alarm opens above the global “upper” and closes below “lower”; between them it stays as it is. Set the tag of your devices at the trigger and the limits under Settings.',
        ),
      ),
      node(id.read, 'GetValueNode', {
        config: { keyName: key, defaultValueType: 'json', defaultValue: 'false', valuePath: 'working.isOpen' },
        meta: at(140, 140, t('Is an alarm open?')),
        to: [[id.isOpen]],
      }),
      node(id.isOpen, 'ConditionalNode', {
        config: { expression: '{{working.isOpen}} === true' },
        meta: at(140, 240, t('It is open')),
        to: [[id.isHigh], [id.isLow]],
      }),
      node(id.isHigh, 'ConditionalNode', {
        config: { expression: '{{data.temperature}} > {{globals.upper}}' },
        meta: at(40, 340, t('Above the upper limit')),
        to: [[], [id.open]],
      }),
      node(id.isLow, 'ConditionalNode', {
        config: { expression: '{{data.temperature}} < {{globals.lower}}' },
        meta: at(280, 340, t('Below the lower limit')),
        to: [[], [id.close]],
      }),
      node(id.open, 'StoreValueNode', {
        config: { keyName: key, valueType: 'json', value: 'true' },
        meta: at(40, 440, t('Remember the alarm')),
        to: [[id.tell]],
      }),
      node(id.tell, 'CreateEventNode', {
        config: {
          levelTemplate: 'warning',
          subjectTemplate: t('{{defaultTo deviceName "Somebody"}} is too warm: {{data.temperature}}'),
          resultPath: 'working.event',
        },
        meta: at(40, 540, t('Tell of it')),
      }),
      node(id.close, 'StoreValueNode', {
        config: { keyName: key, valueType: 'json', value: 'false' },
        meta: at(280, 440, t('Forget the alarm')),
        to: [[id.calm]],
      }),
      node(id.calm, 'CreateEventNode', {
        config: {
          levelTemplate: 'info',
          subjectTemplate: t('{{defaultTo deviceName "Somebody"}} is well again: {{data.temperature}}'),
          resultPath: 'working.event',
        },
        meta: at(280, 540, t('Tell that it is over')),
      }),
    ],
  };
}
