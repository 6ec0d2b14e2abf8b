import { describe, expect, test } from 'vitest';
import { findPath, findVisited, nameType, resourceTypes } from '../../console/src/api/resources.ts';

const applicationId = 'a'.repeat(24);
const id = 'b'.repeat(24);

describe('the resources that the console knows', () => {
  test('each has a page below /console, and a parent that is one of them', () => {
    const types = resourceTypes.map(({ type }) => type);
    for (const { type, path, parent } of resourceTypes) {
      expect(path, type).toMatch(/^\//);
      if (parent !== undefined) expect(types, type).toContain(parent);
      expect(findPath(type, { id, applicationId }), type).not.toContain('{');
    }
    expect(new Set(types).size).toBe(types.length);
  });

  test('a type that the console does not know is called by its name and found in its application', () => {
    expect(nameType('submarine')).toBe('submarine');
    expect(findPath('submarine', { id, applicationId })).toBe(`/applications/${applicationId}`);
  });

  test('every page of a resource is a visit of it and of what it is in', () => {
    const application = { itemType: 'application', itemId: applicationId };
    const device = { itemType: 'device', itemId: id, parentId: applicationId };
    expect(findVisited(`/applications/${applicationId}`)).toEqual([application]);
    expect(findVisited(`/applications/${applicationId}/devices`)).toEqual([application]);
    expect(findVisited(`/applications/${applicationId}/devices/${id}`)).toEqual([application, device]);
  });

  test('an address with something else in the place of an id is no visit', () => {
    expect(findVisited('/applications')).toEqual([]);
    expect(findVisited('/applications/new/devices')).toEqual([]);
    expect(findVisited(`/applications/${applicationId}0`)).toEqual([]);
  });
});
