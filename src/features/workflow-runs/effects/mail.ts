import { AppError } from '../../../kernel/errors.ts';
import { htmlToText } from '../../../kernel/html-text.ts';
import type { Mailer } from '../../../platform/mail/mailer.ts';
import { NodeError } from '../../workflow-nodes/index.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import { takeFromAllowance } from './allowance.ts';
import type { Effects } from './effects.ts';

const allowanceKey = '/mail';

/** Mails through the mail server of the installation. */
export function mailEffects(options: { mailer: Mailer; storage: FlowStorage; now: () => number }): Effects['mail'] {
  const { mailer, storage, now } = options;
  return {
    async send({ flow, runId, nodeId }, { to, subject, html, replyTo }) {
      if (!mailer.isConfigured) throw new NodeError('NotAvailable', 'This server has no mail server');
      if (!(await takeFromAllowance(storage, flow, allowanceKey, now)))
        throw new AppError('Throttled', 'The workflow may send one mail a minute, and ten at once');
      const messageId = `${runId}.${nodeId}@workflows.signalbox`;
      const mail = { to, subject, html, text: htmlToText(html), messageId };
      await mailer.send(replyTo === undefined ? mail : { ...mail, replyTo }).catch((error: unknown) => {
        throw new AppError('Unavailable', 'The mail server did not take the mail', { cause: error });
      });
    },
  };
}
