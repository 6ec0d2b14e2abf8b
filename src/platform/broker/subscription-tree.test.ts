import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isValidTopicFilter, matchesTopic } from '../../kernel/topic-filter.ts';
import { SubscriptionTree } from './subscription-tree.ts';

const level = fc.constantFrom('', 'a', 'b', '$SYS');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/') || 'a');
const filter = fc
  .array(fc.oneof(level, fc.constantFrom('+', '#')), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/') || '#')
  .filter(isValidTopicFilter);

it('finds exactly those whose filters match, each once, at their highest QoS', () => {
  const subscription = fc.record({ filter, client: fc.constantFrom('x', 'y', 'z'), qos: fc.constantFrom(0, 1, 2) });
  fc.assert(
    fc.property(fc.array(subscription), fc.array(subscription), topic, (added, removed, name) => {
      const tree = new SubscriptionTree<string>();
      const held = new Map<string, { filter: string; client: string; qos: number }>();
      for (const each of added) {
        tree.set(each.filter, each.client, each.qos);
        held.set(`${each.client} ${each.filter}`, each);
      }
      for (const each of removed) {
        tree.delete(each.filter, each.client);
        held.delete(`${each.client} ${each.filter}`);
      }
      const expected = new Map<string, number>();
      for (const { filter: text, client, qos } of held.values()) {
        if (matchesTopic(text, name)) expected.set(client, Math.max(qos, expected.get(client) ?? 0));
      }
      expect(new Map([...tree.match(name)].sort())).toEqual(new Map([...expected].sort()));
    }),
    { numRuns: 2000 },
  );
});

it('keeps nothing of a subscription that has ended', () => {
  const tree = new SubscriptionTree<object>();
  const someone = {};
  for (let index = 0; index < 100; index += 1) tree.set(`a/${index}/#`, someone, 1);
  for (let index = 0; index < 100; index += 1) tree.delete(`a/${index}/#`, someone);
  expect(tree.match('a/5/x').size).toBe(0);
  tree.delete('never/there', someone);
  tree.set('a', someone, 2);
  expect(tree.match('a').get(someone)).toBe(2);
});
