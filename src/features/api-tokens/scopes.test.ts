import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grantableActions, knownScopes } from '../../kernel/actions.ts';
import { allowsAction, isRoleAtLeast, isScopeFor, type Role, roleFor, roles } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import { findActionBeyond } from './scopes.ts';

type Kind = Principal['kind'];
const scopes = [...knownScopes];

function openedBy(kind: Kind, held: ReadonlySet<string>, role: Role | undefined): string[] {
  return [...grantableActions]
    .filter((action) => allowsAction(kind, held, action))
    .filter((action) => role === undefined || isRoleAtLeast(role, roleFor(action)))
    .map((action) => action.name);
}

it('knows the scopes that an application token can have', () => {
  const fits = (scope: string) => isScopeFor('application', scope, grantableActions);
  for (const scope of [
    'all.Application',
    'all.Application.read',
    'device.*',
    'application.get',
    'all.Device',
    'application.export',
    'notebook.*',
  ]) {
    expect(fits(scope), scope).toBe(true);
  }
  for (const scope of [
    'all.User',
    'all.Organization',
    'me.get',
    'orgs.*',
    'users.post',
    'application.everything',
    '',
  ]) {
    expect(fits(scope), scope).toBe(false);
  }
});

it('lets a collaborator give no scope that would let the token delete the application', () => {
  const collaborator = { principal: { kind: 'user', scopes: new Set(['all.User']) }, role: 'collaborate' } as const;
  expect(findActionBeyond(collaborator, 'application', 'all.Application')?.name).toBe('application.delete');
  expect(findActionBeyond(collaborator, 'application', 'device.*')).toBeUndefined();
  const editor = { ...collaborator, role: 'edit' } as const;
  expect(findActionBeyond(editor, 'application', 'all.Application')).toBeUndefined();
});

it('never lets a sequence of token creations open more than the first creator could', () => {
  const role = fc.constantFrom<(Role | undefined)[]>(undefined, ...roles);
  const step = fc.record({
    bearer: fc.constantFrom<Kind[]>('user', 'organization', 'application'),
    wanted: fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1, maxLength: 3 }),
  });
  const first = fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1, maxLength: 4 });
  let granted = 0;
  fc.assert(
    fc.property(first, role, fc.array(step, { minLength: 1, maxLength: 6 }), (held, itsRole, steps) => {
      const creator = { kind: 'user' as Kind, scopes: new Set(held) as ReadonlySet<string> };
      const limit = new Set(openedBy('user', creator.scopes, itsRole));
      let current = creator;
      for (const { bearer, wanted } of steps) {
        if (!wanted.every((scope) => isScopeFor(bearer, scope, grantableActions))) continue;
        // The first creator's role limits it; what a token reaches is limited by its scopes alone.
        const standing = { principal: current, role: current === creator ? itsRole : undefined };
        if (wanted.some((scope) => findActionBeyond(standing, bearer, scope))) continue;
        current = { kind: bearer, scopes: new Set(wanted) };
        granted += 1;
        expect(openedBy(bearer, current.scopes, undefined).filter((action) => !limit.has(action))).toEqual([]);
      }
    }),
    { numRuns: 3000 },
  );
  // A property that is never put to the test would hold for anything.
  expect(granted).toBeGreaterThan(30);
});
