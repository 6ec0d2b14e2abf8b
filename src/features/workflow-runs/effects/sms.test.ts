import { expect, it } from 'vitest';
import type { SmsSender, TextMessage } from '../../../platform/sms/sms-sender.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import type { EffectCaller } from './effects.ts';
import { smsEffects } from './sms.ts';

const caller = { flow: { flowId: 'f' }, runId: '1', nodeId: 'n' } as unknown as EffectCaller;

function make(options: { isConfigured?: boolean; fails?: boolean } = {}) {
  const sent: TextMessage[] = [];
  const keys: string[] = [];
  let state: unknown;
  const storage = {
    changeState: async (_flow: unknown, key: string, change: (stored: unknown) => unknown) => {
      keys.push(key);
      state = change(state);
    },
  } as unknown as FlowStorage;
  const sms: SmsSender = {
    isConfigured: options.isConfigured ?? true,
    send: async (given) => {
      if (options.fails) throw new Error('status 400: no such number');
      sent.push(given);
    },
  };
  const effects = smsEffects({ sms, storage, now: () => 0 });
  return { sent, keys, send: () => effects.send(caller, { to: '+15005550006', text: 'Hot' }) };
}

it('sends under an id by which a repetition can be known', async () => {
  const { send, sent } = make();
  await send();
  expect(sent).toEqual([{ to: '+15005550006', text: 'Hot', id: '1.n' }]);
});

it('has an allowance of its own beside that of mails', async () => {
  const { send, sent, keys } = make();
  for (let count = 0; count < 10; count += 1) await send();
  await expect(send()).rejects.toMatchObject({ type: 'Throttled' });
  expect(sent).toHaveLength(10);
  expect(new Set(keys)).toEqual(new Set(['/sms']));
});

it('says so without a gateway, and why one does not take a message', async () => {
  await expect(make({ isConfigured: false }).send()).rejects.toMatchObject({ name: 'NotAvailable' });
  await expect(make({ fails: true }).send()).rejects.toMatchObject({
    type: 'Unavailable',
    message: 'The SMS gateway did not take the message: status 400: no such number',
  });
});
