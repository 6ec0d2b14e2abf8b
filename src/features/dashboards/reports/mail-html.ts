import { readMarkdown, type TextRun } from '../data/markdown-text.ts';
import type { Rgb } from './raster.ts';

/** The colours of a mail: inline everywhere, because most mail programs drop style sheets. */
export interface MailLook {
  readonly ground: string;
  readonly card: string;
  readonly text: string;
  readonly dim: string;
  readonly rule: string;
  readonly link: string;
}

export const looks: Readonly<Record<'light' | 'dark', MailLook>> = {
  light: { ground: '#f2f4f6', card: '#ffffff', text: '#1f2328', dim: '#59636e', rule: '#d9dee3', link: '#0b6e80' },
  dark: { ground: '#16181c', card: '#1f2228', text: '#eceff2', dim: '#a5adb6', rule: '#3a3f47', link: '#6fc5d6' },
};

const special: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text inside of HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => special[character] as string);
}

/** Markdown as HTML that every mail program shows; nothing of it is HTML of somebody else's. */
export function markdownToHtml(markdown: string, { link, rule }: MailLook): string {
  return readMarkdown(markdown)
    .map(({ kind, runs }) => {
      const text = runs.map((run) => runToHtml(run, link)).join('');
      if (kind === 'rule') return `<div style="border-top:1px solid ${rule};margin:8px 0"></div>`;
      if (kind === 'heading') return `<div style="font-weight:bold;margin:6px 0">${text}</div>`;
      if (kind === 'item') return `<div style="margin:2px 0 2px 12px">&bull; ${text}</div>`;
      return `<div style="margin:4px 0">${text.replaceAll('\n', '<br>')}</div>`;
    })
    .join('');
}

function runToHtml({ text, isStrong, isEmphasis, isCode, link }: TextRun, color: string): string {
  let html = escapeHtml(text);
  if (isCode) html = `<code>${html}</code>`;
  if (isEmphasis) html = `<em>${html}</em>`;
  if (isStrong) html = `<strong>${html}</strong>`;
  return link === undefined ? html : `<a href="${escapeHtml(link)}" style="color:${color}">${html}</a>`;
}

/** A table of texts; `numbers` are columns at the right. */
export function tableToHtml(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { text, dim, rule }: MailLook,
  numbers: ReadonlySet<number> = new Set(),
): string {
  const align = (index: number): string => (numbers.has(index) ? 'right' : 'left');
  const head = columns.map(
    (name, index) =>
      `<th align="${align(index)}" style="padding:4px 8px;color:${dim};font-size:12px;border-bottom:1px solid ${rule}">${escapeHtml(name)}</th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr>${row
        .map(
          (cell, index) =>
            `<td align="${align(index)}" style="padding:4px 8px;color:${text};font-size:13px;border-bottom:1px solid ${rule}">${escapeHtml(cell)}</td>`,
        )
        .join('')}</tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${head.join('')}</tr>${body.join('')}</table>`;
}

/** A bar of a share of the width, 0 to 1. */
export function barToHtml(share: number, color: Rgb, { rule }: MailLook): string {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  const filled = percent === 0 ? '' : `<td width="${percent}%" height="10" bgcolor="${toHex(color)}"></td>`;
  const rest = percent === 100 ? '' : `<td height="10" bgcolor="${rule}"></td>`;
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${filled}${rest}</tr></table>`;
}

export function toHex(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever can be read on the colour. */
export function textOn([red, green, blue]: Rgb): string {
  const linear = [red, green, blue].map((channel) => (channel / 255) ** 2.2) as [number, number, number];
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}
