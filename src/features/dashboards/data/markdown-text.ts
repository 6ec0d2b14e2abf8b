/** A run of text with one look. */
export interface TextRun {
  readonly text: string;
  readonly isStrong?: boolean;
  readonly isEmphasis?: boolean;
  readonly isCode?: boolean;
  readonly link?: string;
}

/** A block of text: a paragraph, a heading, or an item of a list. */
export interface TextBlock {
  readonly kind: 'paragraph' | 'heading' | 'item' | 'rule';
  readonly runs: readonly TextRun[];
}

/** Longer than any text of a block. */
const maxLength = 100_000;

/**
 * What of Markdown a mail or a file shows: headings, lists, emphasis, code, links; pictures by what they are called, HTML as
 * the characters that it is. Takes time linear in the length.
 */
export function readMarkdown(markdown: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let lines: string[] = [];
  const end = (): void => {
    if (lines.length > 0) blocks.push({ kind: 'paragraph', runs: readRuns(lines.join('\n')) });
    lines = [];
  };
  for (const line of markdown.slice(0, maxLength).split(/\r?\n/)) {
    const heading = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line);
    const item = /^ {0,8}(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$/.exec(line);
    if (line.trim() === '') end();
    else if (/^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(line)) {
      end();
      blocks.push({ kind: 'rule', runs: [] });
    } else if (heading || item) {
      end();
      const text = (heading ?? item)?.[1]?.replace(/[ \t]+#+[ \t]*$/, '') ?? '';
      blocks.push({ kind: heading ? 'heading' : 'item', runs: readRuns(text) });
    } else lines.push(line.trim());
  }
  end();
  return blocks;
}

/** Markdown as one line of text. */
export function toPlainText(markdown: string): string {
  return readMarkdown(markdown)
    .map(({ runs }) => runs.map(({ text }) => text).join(''))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u{a0}',
  deg: '°',
  micro: 'µ',
  plusmn: '±',
  sup2: '²',
  sup3: '³',
  middot: '·',
  copy: '©',
  euro: '€',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  times: '×',
  Omega: 'Ω',
};

/** What stands at a place of a line: each is tried where it could begin. */
const inline =
  /\\([!-/:-@[-`{-~])|`([^`\n]{1,2000})`|(!?)\[((?:\\.|[^\]\\\n]){0,500})\]\(([^()\s]{0,2000})(?: "[^"\n]{0,200}")?\)|(\*\*|__|\*|_)|&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});/g;

function readRuns(text: string): TextRun[] {
  const runs: TextRun[] = [];
  let isStrong = false;
  let isEmphasis = false;
  const add = (part: string, more: Partial<TextRun> = {}): void => {
    if (part === '') return;
    runs.push({ text: part, ...(isStrong ? { isStrong } : {}), ...(isEmphasis ? { isEmphasis } : {}), ...more });
  };
  let from = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, escaped, code, picture, label, address, marker, entity] = match;
    add(text.slice(from, match.index));
    from = match.index + whole.length;
    if (escaped !== undefined) add(escaped);
    else if (code !== undefined) add(code, { isCode: true });
    else if (label !== undefined) {
      const shown = label.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
      const link = picture === '!' ? undefined : readLink(address ?? '');
      add(shown, link === undefined ? {} : { link });
    } else if (entity !== undefined) add(readEntity(entity) ?? whole);
    else if (marker === '**' || marker === '__') isStrong = !isStrong;
    else if (marker === '_' && isInWord(text, match.index)) add(marker);
    else isEmphasis = !isEmphasis;
  }
  add(text.slice(from));
  return runs;
}

/** An underscore within a word is one. */
function isInWord(text: string, place: number): boolean {
  return /\w/.test(text[place - 1] ?? '') && /\w/.test(text[place + 1] ?? '');
}

/** Where a link may lead: http, https, mailto (dashboards.md, "6. Templates, expressions, formats"). */
function readLink(address: string): string | undefined {
  return /^(https?:\/\/|mailto:)/i.test(address) ? address : undefined;
}

function readEntity(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}
