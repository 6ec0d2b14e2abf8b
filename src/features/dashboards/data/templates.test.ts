import { expect, it } from 'vitest';
import { printedAs } from '../../../platform/language/index.ts';
import { BlockTexts, readZone, renderSelector } from './templates.ts';

const device = { id: 'd1', name: 'Boiler', [printedAs]: 'd1' };
const common = { ctx: { x: device, evil: '"},{"$or":[]' }, dashboard: { name: 'Plant' } };

it('prints a device as its id, and puts nothing but text into JSON and Markdown', () => {
  expect(renderSelector('{{ctx.x}}', common, false)).toBe('d1');
  expect(renderSelector('{{ctx.x.name}}', common, false)).toBe('Boiler');
  expect(JSON.parse(renderSelector('{"name":"{{ctx.evil}}"}', common, 'json'))).toEqual({ name: common.ctx.evil });
  const texts = new BlockTexts({ zone: 'UTC', common });
  expect(texts.markdown('**{{v}}** {{{m}}}', { v: '[a](b)\n# c', m: '*m*' })).toBe('**\\[a\\]\\(b\\) \\# c** *m*');
});

it('writes times in the zone of the viewer, and keeps what fails to itself', () => {
  const texts = new BlockTexts({ zone: readZone('Europe/Berlin'), common });
  const time = new Date(Date.UTC(2026, 0, 1, 23, 30));
  expect(texts.plain("{{formatDate time 'YYYY-MM-DD HH:mm'}}", { time })).toBe('2026-01-02 00:30');
  expect(texts.plain("{{formatDate time 'HH:mm' 'UTC'}}", { time })).toBe('23:30');
  expect(readZone('Nowhere/At all')).toBe('UTC');
  expect(texts.plain('{{unknownHelper 1}}')).toBe('');
  expect(texts.evaluate('{{value}} *', { value: 3 }, 3)).toBe(3);
  expect(texts.test('{{value}} > 2', { value: 3 })).toBe(true);
  expect(texts.warnings.size).toBe(2);
  expect(texts.plain("{{dashboardUrl 'abc' level=3}}")).toBe('/console/dashboards/abc?ctx%5Blevel%5D=3');
  expect(texts.plain("{{colorMarker '#ff0000'}}")).toMatch(/^data:image\/svg\+xml,.*%23ff0000/);
});
