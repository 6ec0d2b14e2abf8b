import fc from 'fast-check';
import { expect, it } from 'vitest';
import { actions, allowsAction, knownScopes } from '../../kernel/actions.ts';
import { canGrant, isApplicationScope } from './scopes.ts';

const scopes = [...knownScopes];

it('knows the scopes that an application token can have', () => {
  for (const scope of ['all.Application', 'all.Application.read', 'device.*', 'application.get', 'all.Device']) {
    expect(isApplicationScope(scope)).toBe(true);
  }
  for (const scope of ['all.User', 'all.Organization', 'me.get', 'orgs.*', 'application.everything', '']) {
    expect(isApplicationScope(scope)).toBe(false);
  }
});

it('never yields a token that may do more than the first one, whatever chain of tokens makes the next', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1, maxLength: 5 }),
      fc.array(fc.uniqueArray(fc.constantFrom(...scopes), { maxLength: 5 }), { maxLength: 6 }),
      (first, wishes) => {
        const original = new Set(first);
        let held = original;
        for (const wanted of wishes) {
          const given = wanted.filter((scope) => canGrant(held, scope));
          if (given.length === 0) continue;
          held = new Set(given);
          for (const action of actions.values()) {
            if (allowsAction(held, action)) expect(allowsAction(original, action)).toBe(true);
          }
        }
      },
    ),
  );
});
