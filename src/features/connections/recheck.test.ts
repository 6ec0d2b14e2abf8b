import { expect, it } from 'vitest';
import type { Session } from '../../platform/broker/hooks.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { DeviceGrant } from './grant.ts';
import { Recheck } from './recheck.ts';
import type { DeviceSession } from './session.ts';

const key = (name: string, more: object = {}) => ({ key: name, ...more }) as unknown as DeviceGrant;
const session = (clientId: string, grant: DeviceGrant) =>
  ({ applicationId: 'a', clientId, data: { grant } }) as unknown as Session<DeviceSession>;
const profile = (deviceId: string) => ({ deviceId }) as unknown as DeviceProfile;

function look(sessions: Session<DeviceSession>[], allowed: (grant: DeviceGrant, id: string) => boolean, failures = 0) {
  const kept: string[] = [];
  const ended: string[] = [];
  const asked: number[] = [];
  let left = failures;
  const errors: unknown[] = [];
  const recheck = new Recheck({
    sessions: () => sessions,
    async readmitAll(grant, ids) {
      if (left-- > 0) throw new Error('away');
      asked.push(ids.length);
      return ids.filter((id) => allowed(grant, id)).map((id) => ({ device: profile(id) }));
    },
    keep: ({ clientId }) => kept.push(clientId),
    end: ({ clientId }) => ended.push(clientId),
    onError: (error) => errors.push(error),
  });
  return { recheck, kept, ended, asked, errors };
}

it('asks once for all who came with the same key, and for no more than a thousand at a time', async () => {
  const north = key('north');
  const sessions = Array.from({ length: 2_500 }, (_, index) => session(`n${index}`, north));
  const { recheck, kept, ended, asked } = look([...sessions, session('s', key('south'))], (grant) => grant === north);
  await recheck.run();
  expect(asked).toEqual([1000, 1000, 500, 1]);
  expect(kept).toHaveLength(2_500);
  expect(ended).toEqual(['s']);
});

it('does not take those for equal who came with the same key when it had other rights', async () => {
  const sessions = [session('a', key('k', { pub: 'all' })), session('b', key('k', { pub: 'none' }))];
  const { recheck, ended } = look(sessions, (grant) => JSON.stringify(grant).includes('none'));
  await recheck.run();
  expect(ended).toEqual(['a']);
});

it('ends nobody because a question failed, and asks again', async () => {
  const { recheck, kept, ended, errors } = look([session('a', key('k'))], () => true, 1);
  await recheck.run();
  expect({ kept, ended, errors: errors.length }).toEqual({ kept: ['a'], ended: [], errors: 1 });
});
