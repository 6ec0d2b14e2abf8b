import { AppError } from '../../../kernel/errors.ts';
import type { SmsSender } from '../../../platform/sms/sms-sender.ts';
import { NodeError } from '../../workflow-nodes/index.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import { takeFromAllowance } from './allowance.ts';
import type { Effects } from './effects.ts';

const allowanceKey = '/sms';

/** Text messages through whoever the operator has set. */
export function smsEffects(options: { sms: SmsSender; storage: FlowStorage; now: () => number }): Effects['sms'] {
  const { sms, storage, now } = options;
  return {
    async send({ flow, runId, nodeId }, { to, text }) {
      if (!sms.isConfigured) throw new NodeError('NotAvailable', 'This server sends no text messages');
      if (!(await takeFromAllowance(storage, flow, allowanceKey, now)))
        throw new AppError('Throttled', 'The workflow may send one text message a minute, and ten at once');
      await sms.send({ to, text, id: `${runId}.${nodeId}` }).catch((error: Error) => {
        throw new AppError('Unavailable', `The SMS gateway did not take the message: ${error.message}`, {
          cause: error,
        });
      });
    },
  };
}
