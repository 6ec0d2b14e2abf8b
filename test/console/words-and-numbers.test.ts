import { describe, expect, test } from 'vitest';
import actions from '../../console/src/api/actions.json' with { type: 'json' };
import { describeChange } from '../../console/src/shared/audit/audit-words.ts';
import { formatBytes, formatNumber, formatShortNumber, localizeTimes } from '../../console/src/shared/format.ts';

describe('audit rows', () => {
  test('every action that changes something is told in words', () => {
    const names = actions.filter(({ reads }) => !reads).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) {
      const [resource = '', action = ''] = name.split('.');
      const words = describeChange(resource, action);
      // The words for an action that nobody has thought of end with its resource in brackets.
      expect(words, name).toMatch(/^[A-Z][a-z]+ [^(]+$/);
    }
  });

  test('the words are those of the console', () => {
    expect(describeChange('applicationKeys', 'post')).toBe('Created access key');
    expect(describeChange('applicationApiToken', 'patch')).toBe('Changed API token');
    expect(describeChange('widget', 'turnOver')).toBe('Turn over (widget)');
  });
});

describe('numbers', () => {
  test('all digits of a value are kept, and no more than it has', () => {
    expect(formatNumber(21.73)).toBe('21.73');
    expect(formatNumber(0.1)).toBe('0.1');
    expect(formatNumber(-1_234.5)).toBe('-1,234.5');
  });

  test('very large and very small ones are no rows of zeros', () => {
    expect(formatNumber(1e-7)).toBe('1e-7');
    expect(formatShortNumber(1e21)).toBe('1e+21');
    expect(formatNumber(0)).toBe('0');
  });

  test('bytes stand in the largest unit that leaves a whole number', () => {
    expect(formatBytes(999)).toBe('999 bytes');
    expect(formatBytes(1_234_567)).toBe('1.23 MB');
  });
});

test('the moments in a sentence of the server are moved to the viewer’s clock', () => {
  const text = 'Refused: older than 2026-11-28T10:00:00.000Z.';
  const shown = localizeTimes(text);
  expect(shown).not.toContain('T10');
  expect(shown).toMatch(/^Refused: older than .+\.$/);
  expect(localizeTimes('Nothing of 2026 here')).toBe('Nothing of 2026 here');
});
