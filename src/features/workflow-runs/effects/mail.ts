import { AppError } from '../../../kernel/errors.ts';
import { htmlToText } from '../../../kernel/html-text.ts';
import type { Mailer } from '../../../platform/mail/mailer.ts';
import { NodeError } from '../../workflow-nodes/index.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import type { Effects } from './effects.ts';

/** Mails of one workflow, by whatever server its runs go (workflows.md, "5. Nodes", StructureEmail): so many at once, then one a minute. */
const burst = 10;
const perMailMs = 60_000;
/** Of no node: their ids are not empty. */
const allowanceKey = '/mail';

interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** Mails through the mail server of the installation. */
export function mailEffects(options: { mailer: Mailer; storage: FlowStorage; now: () => number }): Effects['mail'] {
  const { mailer, storage, now } = options;
  return {
    async send({ flow, runId, nodeId }, { to, subject, html, replyTo }) {
      if (!mailer.isConfigured) throw new NodeError('NotAvailable', 'This server has no mail server');
      let isAllowed = false;
      await storage.changeState<Allowance>(flow, allowanceKey, (stored) => {
        const time = now();
        const before = stored ?? { left: burst, at: time };
        // A clock that was put back gives nothing.
        const left = Math.min(before.left + Math.max(time - before.at, 0) / perMailMs, burst);
        isAllowed = left >= 1;
        return isAllowed ? { left: left - 1, at: time } : stored;
      });
      if (!isAllowed) throw new AppError('Throttled', 'The workflow may send one mail a minute, and ten at once');
      const messageId = `${runId}.${nodeId}@workflows.signalbox`;
      const mail = { to, subject, html, text: htmlToText(html), messageId };
      await mailer.send(replyTo === undefined ? mail : { ...mail, replyTo }).catch((error: unknown) => {
        throw new AppError('Unavailable', 'The mail server did not take the mail', { cause: error });
      });
    },
  };
}
