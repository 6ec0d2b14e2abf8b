import { describe, expect, it } from 'vitest';
import { encodePath, encodeSegment } from './path-segments.ts';

describe('a segment of a path', () => {
  it('is percent-encoded', () => {
    expect(encodeSegment("a b/c?d#e'(f)")).toBe('a%20b%2Fc%3Fd%23e%27%28f%29');
    expect(encodeSegment('...')).toBe('...');
    expect(encodePath('/2026/ä.csv')).toBe('/2026/%C3%A4.csv');
  });

  it('leads nowhere else', () => {
    for (const text of ['.', '..']) {
      expect(() => encodeSegment(text)).toThrow(`${text} cannot be a part of a path`);
      expect(() => encodePath(`a/${text}/b`)).toThrow(`${text} cannot be a part of a path`);
    }
    // Encoded once more, a text that is encoded already is no such segment either.
    expect(new URL(encodeSegment('%2e%2e'), 'https://host/a/b/').pathname).toBe('/a/b/%252e%252e');
  });

  it('is text', () => {
    expect(() => encodeSegment('a\ud800')).toThrow('must not contain half of a surrogate pair');
  });
});
