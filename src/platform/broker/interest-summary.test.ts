import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidTopicFilter, isValidTopicName, matchesTopic } from '../../kernel/topic-filter.ts';
import { ForeignInterest, InterestSummary, prefixesOf } from './interest-summary.ts';

const level = fc.constantFrom('a', 'b', '', 'losant', 'é', 'long'.repeat(60));
const topics = fc
  .array(level, { minLength: 1, maxLength: 7 })
  .map((levels) => levels.join('/'))
  .filter(isValidTopicName);
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 7 }), fc.boolean())
  .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'))
  .filter(isValidTopicFilter);

function interestIn(summary: InterestSummary): ForeignInterest {
  const interest = new ForeignInterest();
  for (const prefix of summary.prefixes) interest.add('node', prefix);
  return interest;
}

describe('what filters have in common with their topics', () => {
  it('never leaves out a topic that one of the filters matches', () => {
    fc.assert(
      fc.property(fc.array(filters, { maxLength: 20 }), topics, (added, topic) => {
        const summary = new InterestSummary();
        for (const filter of added) summary.add(filter);
        if (!added.some((filter) => matchesTopic(filter, topic))) return;
        expect(interestIn(summary).match(topic)).toEqual(['node']);
      }),
    );
  });

  it('is empty once all filters are gone, and tells what has come and gone', () => {
    fc.assert(
      fc.property(fc.array(filters, { maxLength: 20 }), (added) => {
        const summary = new InterestSummary();
        const told = new Set<string>();
        const tell = () => {
          for (const prefix of summary.takeTouched()) {
            if (summary.has(prefix)) told.add(prefix);
            else told.delete(prefix);
          }
        };
        for (const [index, filter] of added.entries()) {
          summary.add(filter);
          if (index % 3 === 0) tell();
        }
        tell();
        expect(told).toEqual(new Set(summary.prefixes));
        for (const filter of added) summary.remove(filter);
        tell();
        expect(summary.isEmpty).toBe(true);
        expect(told.size).toBe(0);
      }),
    );
  });

  it.each([
    ['rooms/+/heat', 'rooms/1/heat', true],
    ['rooms/+/heat', 'room', false],
    ['rooms/#', 'rooms', true],
    ['#', 'anything', true],
    ['/a', '/a', true],
    ['/a', 'a', false],
    ['losant/1/command', 'losant/2/command', false],
  ])('%s wants %s: %s', (filter, topic, isWanted) => {
    const summary = new InterestSummary();
    summary.add(filter);
    expect(interestIn(summary).match(topic)).toEqual(isWanted ? ['node'] : []);
  });

  it('looks at fewer levels when there would be too many, and at more again when there are few', () => {
    const summary = new InterestSummary();
    const told = new Set<string>();
    const tell = () => {
      for (const prefix of summary.takeTouched()) {
        if (summary.has(prefix)) told.add(prefix);
        else told.delete(prefix);
      }
    };
    const commands = Array.from({ length: 5_000 }, (_, index) => `losant/${index}/command`);
    for (const filter of commands) summary.add(filter);
    summary.add('rooms/1/heat');
    tell();
    expect([...summary.prefixes]).toEqual(['losant/', 'rooms/']);
    expect(told).toEqual(new Set(['losant/', 'rooms/']));
    expect(interestIn(summary).match('other')).toEqual([]);
    for (const filter of commands.slice(400)) summary.remove(filter);
    tell();
    expect(told.size).toBe(401);
    expect(interestIn(summary).match('losant/399/command')).toEqual(['node']);
    expect(interestIn(summary).match('losant/400/command')).toEqual([]);
    for (let index = 0; index < 2_000; index += 1) summary.add(`first${index}/x`);
    expect([...summary.prefixes]).toEqual(['']);
  });

  it('says which servers want a topic, and forgets them', () => {
    const interest = new ForeignInterest();
    interest.add('one', 'a/');
    interest.add('two', '');
    expect(interest.match('a/b')).toEqual(['one', 'two']);
    expect(interest.match('b')).toEqual(['two']);
    interest.remove('one', 'a/');
    interest.forget('two');
    expect(interest.match('a/b')).toEqual([]);
  });

  it('does not keep prefixes that are long', () => {
    expect(prefixesOf(`a/${'x'.repeat(300)}/b`)).toEqual(['', 'a/']);
    expect(prefixesOf('a/b/c/d/e')).toEqual(['', 'a/', 'a/b/', 'a/b/c/', 'a/b/c/d/']);
  });
});
