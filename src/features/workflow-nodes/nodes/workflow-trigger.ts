import { readTime } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

const pressing = { key: 'behavior', is: ['immediate', 'schedule'] } as const;

export const workflowTriggerNode: NodeType = {
  type: 'WorkflowTriggerNode',
  label: 'Workflow Trigger',
  summary:
    'Presses a button of another workflow, or of this one, now or later, and goes on without waiting for it; or takes that back.',
  category: 'logic',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    {
      key: 'behavior',
      kind: 'select',
      label: 'When',
      options: ['immediate', 'schedule', 'cancel'],
      default: 'immediate',
      help: 'cancel: a press that was scheduled does not come.',
    },
    {
      key: 'scheduling',
      kind: 'select',
      label: 'Later by',
      options: ['seconds', 'date'],
      default: 'seconds',
      when: { key: 'behavior', is: ['schedule'] },
    },
    {
      key: 'secondsTemplate',
      kind: 'template',
      label: 'Seconds from now',
      when: { key: 'behavior', is: ['schedule'] },
    },
    {
      key: 'dateTemplate',
      kind: 'template',
      label: 'Time',
      help: 'ISO 8601 or ms; at most a year from now.',
      when: { key: 'behavior', is: ['schedule'] },
    },
    {
      key: 'runIdTemplate',
      kind: 'template',
      label: 'Run',
      help: 'The runId of a press that was scheduled.',
      when: { key: 'behavior', is: ['cancel'] },
    },
    { key: 'triggerWorkflowId', kind: 'text', label: 'Workflow', required: true, when: pressing },
    { key: 'triggerVirtualButtonId', kind: 'text', label: 'Button', required: true, when: pressing },
    { key: 'flowVersionTemplate', kind: 'template', label: 'Version', default: 'default' },
    {
      key: 'payloadTemplateType',
      kind: 'select',
      label: 'Data is',
      options: ['json', 'string', 'path'],
      default: 'json',
    },
    {
      key: 'payloadTemplate',
      kind: 'json',
      label: 'Data',
      help: 'What the other workflow finds at data.',
      kindBy: { key: 'payloadTemplateType', kinds: { string: 'template', path: 'path' } },
    },
    resultField({
      help: 'An object with the runId; of cancel with cancelled, false when it was pressed already or never to come.',
    }),
  ],
  example: {
    triggerWorkflowId: '0123456789abcdef01234567',
    triggerVirtualButtonId: 'b1',
    payloadTemplateType: 'json',
    payloadTemplate: '{"deviceId": "{{data.deviceId}}"}',
    resultPath: 'working.started',
  },
  async run(context) {
    const { config, services } = context;
    const behavior = config.choice('behavior', 'immediate' as string);
    if (behavior === 'cancel') {
      const runId = config.requiredText('runIdTemplate').toLowerCase();
      return config.write('resultPath', await services.flows.cancel({ runId }));
    }
    if (behavior !== 'immediate' && behavior !== 'schedule') {
      throw new NodeError('ValidationError', 'behavior is none of immediate, schedule and cancel');
    }
    const { runId } = await services.flows.press({
      flowId: config.requiredText('triggerWorkflowId').toLowerCase(),
      button: config.requiredText('triggerVirtualButtonId', { escape: false }),
      payload: readPayload(config),
      flowVersion: config.text('flowVersionTemplate', { escape: false }).trim() || undefined,
      when: behavior === 'schedule' ? readWhen(context) : undefined,
    });
    config.write('resultPath', { runId });
  },
};

function readWhen({ config }: NodeContext): { at: number } | { afterMs: number } {
  const byDate = config.choice('scheduling', config.has('dateTemplate') ? 'date' : ('seconds' as string)) === 'date';
  const time = byDate
    ? readTime(config.requiredText('dateTemplate', { escape: false }))
    : (config.number('secondsTemplate') ?? Number.NaN) * 1000;
  if (time === undefined || Number.isNaN(time)) {
    throw new NodeError('ValidationError', `${byDate ? 'dateTemplate' : 'secondsTemplate'} renders no time`);
  }
  return byDate ? { at: time } : { afterMs: time };
}

function readPayload(config: NodeConfig): unknown {
  const type = config.choice('payloadTemplateType', 'json' as string);
  if (type === 'path') return config.read('payloadTemplate');
  return type === 'string' ? config.text('payloadTemplate', { escape: false }) : config.json('payloadTemplate');
}
