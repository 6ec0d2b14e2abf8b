import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

export const workflowTriggerNode: NodeType = {
  type: 'WorkflowTriggerNode',
  label: 'Workflow Trigger',
  summary: 'Presses a button of another workflow, or of this one, and goes on without waiting for it.',
  category: 'logic',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    { key: 'triggerWorkflowId', kind: 'text', label: 'Workflow', required: true },
    { key: 'triggerVirtualButtonId', kind: 'text', label: 'Button', required: true },
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
    { key: 'behavior', kind: 'select', label: 'When', options: ['immediate'], default: 'immediate' },
    resultField({ help: 'An object with the runId.' }),
  ],
  example: {
    triggerWorkflowId: '0123456789abcdef01234567',
    triggerVirtualButtonId: 'b1',
    payloadTemplateType: 'json',
    payloadTemplate: '{"deviceId": "{{data.deviceId}}"}',
    resultPath: 'working.started',
  },
  async run({ config, services }) {
    const behavior = config.choice('behavior', 'immediate' as string);
    if (behavior !== 'immediate')
      throw new NodeError('NotAvailable', `This server cannot ${behavior.slice(0, 80)} runs of other workflows yet`);
    const { runId } = await services.flows.press({
      flowId: config.plain('triggerWorkflowId').trim().toLowerCase(),
      button: config.plain('triggerVirtualButtonId').trim(),
      payload: readPayload(config),
      flowVersion: config.text('flowVersionTemplate', { escape: false }).trim() || undefined,
    });
    config.write('resultPath', { runId });
  },
};

function readPayload(config: NodeConfig): unknown {
  const type = config.choice('payloadTemplateType', 'json' as string);
  if (type === 'path') return config.read('payloadTemplate');
  return type === 'string' ? config.text('payloadTemplate', { escape: false }) : config.json('payloadTemplate');
}
