import { expect, it } from 'vitest';
import type { Mail, Mailer } from '../../../platform/mail/mailer.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import type { EffectCaller } from './effects.ts';
import { mailEffects } from './mail.ts';

const caller = { flow: { flowId: 'f' }, runId: '1', nodeId: 'n' } as unknown as EffectCaller;
const mail = { to: ['a@example.com'], subject: 'Hot', html: '<p>31 &gt; 30</p>' };

function make(options: { isConfigured?: boolean; fails?: boolean } = {}) {
  const sent: Mail[] = [];
  let state: unknown;
  let time = 0;
  const storage = {
    changeState: async (_flow: unknown, _key: string, change: (stored: unknown) => unknown) => {
      state = change(state);
    },
  } as unknown as FlowStorage;
  const mailer: Mailer = {
    isConfigured: options.isConfigured ?? true,
    send: async (given) => {
      if (options.fails) throw new Error('550 no');
      sent.push(given);
    },
  };
  const effects = mailEffects({ mailer, storage, now: () => time });
  return {
    sent,
    send: (more: object = {}) => effects.send(caller, { ...mail, ...more }),
    pass: (ms: number) => {
      time += ms;
    },
  };
}

it('sends text and HTML, under an id by which a repetition can be known', async () => {
  const { send, sent } = make();
  await send({ replyTo: 'r@example.com' });
  expect(sent).toEqual([{ ...mail, text: '31 > 30', replyTo: 'r@example.com', messageId: '1.n@workflows.signalbox' }]);
});

it('sends ten at once, then one a minute', async () => {
  const { send, sent, pass } = make();
  for (let count = 0; count < 10; count += 1) await send();
  await expect(send()).rejects.toMatchObject({ type: 'Throttled' });
  pass(59_999);
  await expect(send()).rejects.toMatchObject({ type: 'Throttled' });
  pass(1);
  await send();
  await expect(send()).rejects.toMatchObject({ type: 'Throttled' });
  pass(-3_600_000);
  await expect(send()).rejects.toMatchObject({ type: 'Throttled' });
  expect(sent).toHaveLength(11);
});

it('says so without a mail server, and when that takes no mail', async () => {
  await expect(make({ isConfigured: false }).send()).rejects.toMatchObject({ name: 'NotAvailable' });
  await expect(make({ fails: true }).send()).rejects.toMatchObject({ type: 'Unavailable' });
});
