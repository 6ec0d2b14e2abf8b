import { expect, it } from 'vitest';
import { findPlaceholder, isPlaceholder, Labels, Placeholders } from './placeholders.ts';

const hosts = { filesUrl: 'http://files.test', publicUrl: 'https://iot.test', broker: 'iot.test:1883' };
const pump = '65f000000000000000000001';
const flow = '65f000000000000000000002';

it('puts ids and hosts in the place of placeholders, and keeps what stands for nothing', () => {
  const values = new Map([
    ['~exportplaceholderid-device-pump~', pump],
    ['~exportplaceholderid-flow-cloud~', flow],
  ]);
  const placeholders = new Placeholders(values, hosts);
  expect(
    placeholders.replaceIn({
      key: '~exportplaceholderid-flow-cloud~-x9y8',
      '~exportplaceholderid-device-pump~': ['{"id":"~exportplaceholderid-device-pump~"}', 5, null],
      files: 'https://~exportplaceholderid-files-domain~/a.png',
      call: 'http://~exportplaceholderid-triggers-url~/webhooks/x',
      host: '~exportplaceholderid-broker-url~',
      docs: 'https://~exportplaceholderid-docs-url~/mqtt/',
      lost: '~exportplaceholderid-device-other~',
    }),
  ).toEqual({
    key: `${flow}-x9y8`,
    [pump]: [`{"id":"${pump}"}`, 5, null],
    files: 'http://files.test/a.png',
    call: 'https://iot.test/webhooks/x',
    host: 'iot.test:1883',
    docs: 'https://docs.losant.com/mqtt/',
    lost: '~exportplaceholderid-device-other~',
  });
  expect([...placeholders.unresolved]).toEqual(['~exportplaceholderid-device-other~']);
});

it('takes only a whole placeholder for one', () => {
  expect(isPlaceholder('~exportplaceholderid-device-pump~')).toBe(true);
  for (const text of ['~exportplaceholderid-device-pump~x', '~exportplaceholderid-device-~', pump, 5, null]) {
    expect(isPlaceholder(text)).toBe(false);
  }
  expect(findPlaceholder('a ~exportplaceholderid-device-pump~ b')).toBe('~exportplaceholderid-device-pump~');
});

it('labels by name, each unlike the others of its type, and finds the ids wherever they stand', () => {
  const labels = new Labels(hosts);
  labels.add('device', pump, 'Pump (left)');
  labels.add('device', flow, 'pump left');
  labels.add('flow', '65f000000000000000000003', '???');
  expect(
    labels.replaceIn([
      pump,
      `${flow}-x9y8`,
      `{"ids":["${pump}"]}`,
      `https://iot.test/webhooks/${'A'.repeat(27)}`,
      `0${pump}`,
      '65f000000000000000000003',
    ]),
  ).toEqual([
    '~exportplaceholderid-device-pumpLeft~',
    '~exportplaceholderid-device-pumpLeft-2~-x9y8',
    '{"ids":["~exportplaceholderid-device-pumpLeft~"]}',
    `https://~exportplaceholderid-triggers-url~/webhooks/${'A'.repeat(27)}`,
    `0${pump}`,
    '~exportplaceholderid-flow-flow~',
  ]);
});

it('gives back what an export has taken out, whatever the names are', () => {
  const labels = new Labels(hosts);
  const names = ['Pump', 'Pump', 'Größe 1', '泵', '~', ' '];
  const ids = names.map((_name, index) => `65f00000000000000000010${index}`);
  for (const [index, name] of names.entries()) labels.add('device', ids[index] as string, name);
  const values = new Map(ids.map((id) => [labels.replace(id), id]));
  expect(values.size).toBe(names.length);
  const text = ids.join(' and ');
  expect(new Placeholders(values, hosts).replace(labels.replace(text))).toBe(text);
});
