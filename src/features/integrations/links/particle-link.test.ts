import { expect, it } from 'vitest';
import { eventsPath } from './particle-link.ts';

const mine = { accessToken: 't' };

it('asks for what the names of all wanted events begin with', () => {
  expect(eventsPath(mine, ['pump/a*', 'pump/b'])).toBe('/v1/devices/events/pump%2F');
  expect(eventsPath(mine, ['a', 'b'])).toBe('/v1/devices/events');
  expect(eventsPath({ ...mine, productSlugOrId: 'p' }, ['a'])).toBe('/v1/products/p/events/a');
});

it('asks for no half of a character', () => {
  expect(eventsPath(mine, ['x\u{1F600}*', 'x\u{1F601}*'])).toBe('/v1/devices/events/x');
});
