import fc from 'fast-check';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, it } from 'vitest';
import { readPlainLine } from '../../console/src/shared/plain-line.ts';

interface Element {
  readonly type: unknown;
  readonly props: { readonly children?: Node };
}
type Node = string | Element | readonly Node[] | undefined | null;

/** What Markdown makes of a text, as names of elements with what is in them; what only holds others has no name. */
function describeNode(node: Node): string {
  if (node === undefined || node === null || typeof node === 'string') return node ?? '';
  if ('type' in node) {
    const inside = describeNode(node.props.children);
    return typeof node.type === 'string' ? `<${node.type}>${inside}</>` : inside;
  }
  return node.map(describeNode).join('');
}

const render = (text: string) =>
  describeNode(ReactMarkdown({ remarkPlugins: [remarkGfm], children: text }) as unknown as Node);

it('reads a line of words as what Markdown makes of it', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '1',
      '21\\.5',
      ' ',
      '  ',
      '- ',
      '-5',
      '+',
      '1. ',
      '# ',
      'www.',
      'a@b.c',
      'http://a.b',
      '~',
      '\\',
      '\\-',
    ),
    fc.constantFrom(
      '*',
      '_',
      '&amp;',
      '`',
      '|',
      '\n',
      '=',
      '>',
      '!',
      '[x]',
      '(y)',
      'Pumpe 3',
      '°C',
      '%',
      ':',
      '\\_',
      '\\@',
    ),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const text = parts.join('');
      const line = readPlainLine(text);
      if (line === undefined) return;
      expect(render(text)).toBe(`<p>${line}</>`);
    }),
    { numRuns: 3000 },
  );
});

it('leaves to Markdown what may mean something, and nothing else', () => {
  for (const text of [
    '',
    '**a**',
    '- a',
    '1. a',
    '# a',
    'see www\\.a\\.b',
    'a\\@b\\.c',
    '<b>',
    'a\nb',
    '    a',
    '&amp;',
  ]) {
    expect(readPlainLine(text), text).toBeUndefined();
  }
  expect(['21\\.5', '-5', 'Pump 1', '48 %', '10:15', '\\# 1', 'a \\| b', '+3'].map(readPlainLine)).toEqual([
    ...['21.5', '-5', 'Pump 1', '48 %', '10:15', '# 1', 'a | b', '+3'],
  ]);
});
