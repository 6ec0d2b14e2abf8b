import { dirname, posix } from 'node:path';
import { Marked } from 'marked';

/** As GitHub makes them, so that links within a document lead to the same place in both. */
export function toAnchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

const escapeHtml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The first heading of a document. */
export function readTitle(text) {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? '';
}

/**
 * Renders one document. Links to documents of the guide and to pictures lead there; what a reader of the guide does not have
 * (decisions, sources) is text.
 *
 * @param text Markdown
 * @param file its path below docs, such as contract/semantics.md
 * @param titles of all documents of the guide, by their paths; a link whose text is the name of a file shows the title
 * @returns the body as HTML
 */
export function renderDocument(text, file, titles) {
  const anchors = new Map();
  const resolve = (href) => {
    if (/^(https?:|mailto:|#)/.test(href)) return href;
    const [path, hash] = href.split('#', 2);
    const target = posix.join(dirname(file), path);
    if (target === 'openapi.json') return '/openapi.json';
    if (!titles.has(target)) return undefined;
    const link = posix.relative(dirname(file), target.replace(/\.md$/, ''));
    return hash === undefined ? link : `${link}#${hash}`;
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: source }) {
        const inner = this.parser.parseInline(tokens);
        const base = toAnchor(source.replaceAll('`', ''));
        const count = anchors.get(base) ?? 0;
        anchors.set(base, count + 1);
        return `<h${depth} id="${escapeHtml(count === 0 ? base : `${base}-${count}`)}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const title = text.endsWith('.md') ? titles.get(posix.join(dirname(file), text)) : undefined;
        const inner = title === undefined ? text : escapeHtml(title);
        const target = resolve(href);
        return target === undefined ? inner : `<a href="${escapeHtml(target)}">${inner}</a>`;
      },
      image({ href, text: alternative }) {
        return `<img src="${escapeHtml(href)}" alt="${escapeHtml(alternative)}" loading="lazy">`;
      },
      table(token) {
        const cell = (tag, { tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
        const head = token.header.map((item) => cell('th', item)).join('');
        const rows = token.rows.map((row) => `<tr>${row.map((item) => cell('td', item)).join('')}</tr>`).join('\n');
        return `<div class="table" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>\n`;
      },
      // Documents have none; a stray `<` is text.
      html: ({ text: source }) => escapeHtml(source),
    },
  });
  return marked.parse(text, { async: false });
}
