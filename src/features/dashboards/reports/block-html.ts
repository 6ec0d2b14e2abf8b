import { toTable } from '../data/block-table.ts';
import { type Config, readList, readNumber, readObject, readText } from '../data/config.ts';
import { toPlainText } from '../data/markdown-text.ts';
import type { Block } from '../schemas.ts';
import { type DrawnGraph, drawGraph } from './graph-picture.ts';
import { barToHtml, escapeHtml, type MailLook, markdownToHtml, tableToHtml, textOn, toHex } from './mail-html.ts';
import { readRgb } from './raster.ts';
import type { ReportWords } from './words.ts';

/** Rows of a table that a mail shows; its file has all. */
const maxRows = 50;

/** A picture that a mail brings along. */
export interface MailPicture {
  readonly cid: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface DrawnBlock {
  readonly html: string;
  /** For those whose mail program shows no HTML. */
  readonly text: string;
  readonly pictures: readonly MailPicture[];
}

/** How a block is drawn in a mail. */
export interface BlockStyle {
  readonly look: MailLook;
  readonly theme: 'light' | 'dark';
  readonly words: ReportWords;
  /** What pictures are called; no two of a mail the same. */
  readonly cid: string;
}

type TypedBlock = Pick<Block, 'blockType' | 'config'>;

/** What a block shows, as HTML that mail programs draw: tables, colours in attributes, pictures that come along. */
export function drawBlock(block: TypedBlock, data: Config, style: BlockStyle): DrawnBlock {
  switch (block.blockType) {
    case 'section-header':
      return words(readText(data.heading), readText(data.text), style);
    case 'gauge':
      return drawGauge(data, style);
    case 'indicator':
    case 'device-count':
      return drawIndicator(data, style);
    case 'open-event-indicator':
      return drawOpenEvents(data, style);
    case 'graph':
      return drawSeries(data, style);
    case 'pie':
    case 'bar':
      return drawSlices(data, style);
    case 'image':
      return drawImage(data, style);
    case 'iframe':
    case 'custom-html':
      return plain('This block is only shown on the dashboard.', style);
    default:
      return drawTable(block, data, style);
  }
}

/** A line of words. */
export function plain(text: string, { look }: BlockStyle): DrawnBlock {
  return { html: `<div style="color:${look.dim};font-size:13px">${escapeHtml(text)}</div>`, text, pictures: [] };
}

function words(heading: string, text: string, { look }: BlockStyle): DrawnBlock {
  const html = `<div style="font-size:18px;font-weight:bold;color:${look.text}">${markdownToHtml(heading, look)}</div><div style="color:${look.dim}">${markdownToHtml(text, look)}</div>`;
  return { html, text: `== ${toPlainText(heading)} ==`, pictures: [] };
}

function drawGauge(data: Config, { look, words: say }: BlockStyle): DrawnBlock {
  const { value, min, max } = data;
  const percent = readNumber(data.percent);
  const isShare = data.asPercentage === true && percent !== undefined;
  const precision = { digits: readNumber(data.precision) ?? 4, isFixed: data.precisionType === 'floating' };
  const shown = isShare ? `${say.number(percent, precision)} %` : say.value(value, precision);
  const unit = isShare || data.unit === undefined ? '' : ` ${readText(data.unit)}`;
  const color = readRgb(data.color);
  const label = readText(data.label);
  const hasBar = percent !== undefined && data.gaugeType !== 'number';
  const html = [
    `<div style="font-size:28px;font-weight:bold;color:${color && data.gaugeType === 'number' ? toHex(color) : look.text}">${escapeHtml(shown + unit)}</div>`,
    hasBar ? barToHtml(percent / 100, color ?? [28, 135, 153], look) : '',
    hasBar
      ? `<div style="font-size:11px;color:${look.dim}">${escapeHtml(`${say.value(min)} to ${say.value(max)}`)}</div>`
      : '',
    `<div style="color:${look.dim};font-size:13px">${markdownToHtml(label, look)}</div>`,
    age(data, look, say),
  ].join('');
  return { html, text: `${toPlainText(label)}: ${shown}${unit}`, pictures: [] };
}

function age(data: Config, look: MailLook, say: ReportWords): string {
  const time = readText(data.time);
  return time === '' ? '' : `<div style="font-size:11px;color:${look.dim}">${escapeHtml(say.time(time))}</div>`;
}

function drawIndicator(data: Config, { look, words: say }: BlockStyle): DrawnBlock {
  const color = readRgb(data.color);
  const label = readText(data.label);
  const value = readText(data.value);
  const ground = color ? ` bgcolor="${toHex(color)}"` : '';
  const text = color ? textOn(color) : look.text;
  const html = `<table role="presentation" width="100%" cellpadding="12" cellspacing="0"><tr><td align="center"${ground} style="color:${text};font-size:18px">${
    value === '' ? '' : `<div style="font-size:28px;font-weight:bold">${escapeHtml(value)}</div>`
  }${markdownToHtml(label, { ...look, link: text })}</td></tr></table>${age(data, look, say)}`;
  return { html, text: [toPlainText(label), value].filter((each) => each !== '').join(': '), pictures: [] };
}

/** A sign as well as a colour: the colour alone says nothing to everybody. */
const signs: Readonly<Record<string, readonly [string, readonly [number, number, number]]>> = {
  critical: ['Critical', [176, 0, 32]],
  error: ['Error', [196, 43, 28]],
  warning: ['Warning', [200, 110, 0]],
  info: ['Info', [30, 100, 180]],
};

function drawOpenEvents(data: Config, { look, words: say }: BlockStyle): DrawnBlock {
  const [sign, color] = signs[readText(data.level)] ?? ['OK', [34, 139, 84] as const];
  const count = readNumber(data.count) ?? 0;
  const subject = readText(data.subject);
  const text = `${sign}${subject === '' ? '' : `: ${subject}`} (${count} open)`;
  const html = `<table role="presentation" width="100%" cellpadding="12" cellspacing="0"><tr><td bgcolor="${toHex(color)}" style="color:#ffffff"><strong>${escapeHtml(sign)}</strong><br>${escapeHtml(subject)}<br><span style="font-size:12px">${count} open</span></td></tr></table>${age(data, look, say)}`;
  return { html, text, pictures: [] };
}

function drawSeries(data: Config, style: BlockStyle): DrawnBlock {
  const { look, theme, words: say, cid } = style;
  const drawn = drawGraph(data, theme);
  if (!drawn) return drawTable({ blockType: 'graph' }, data, style);
  const { legend } = drawn;
  const rows = legend.map(
    ({ label, color, last }) =>
      `<tr><td width="14" bgcolor="${toHex(color)}"></td><td style="padding:2px 8px;color:${look.text};font-size:13px">${escapeHtml(label)}</td><td align="right" style="color:${look.text};font-size:13px">${escapeHtml(say.value(last))}</td></tr>`,
  );
  const html = [
    `<div style="font-size:11px;color:${look.dim}">${escapeHtml(say.number(drawn.max))}</div>`,
    `<img src="cid:${cid}" width="552" alt="${escapeHtml(describeGraph(drawn, say))}" style="width:100%;max-width:552px;height:auto;display:block">`,
    `<div style="font-size:11px;color:${look.dim}">${escapeHtml(say.number(drawn.min))}</div>`,
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td style="font-size:11px;color:${look.dim}">${escapeHtml(say.time(readText(data.start)))}</td><td align="right" style="font-size:11px;color:${look.dim}">${escapeHtml(say.time(readText(data.end)))}</td></tr></table>`,
    `<table role="presentation" width="100%" cellpadding="2" cellspacing="2">${rows.join('')}</table>`,
  ].join('');
  return {
    html,
    text: describeGraph(drawn, say),
    pictures: [{ cid, contentType: 'image/png', content: drawn.png }],
  };
}

function describeGraph({ min, max, legend }: DrawnGraph, say: ReportWords): string {
  const last = legend.map(({ label, last: value }) => `${label} last ${say.value(value)}`).join(', ');
  return `Graph from ${say.number(min)} to ${say.number(max)}: ${last}`;
}

function drawSlices(data: Config, { look, words: say }: BlockStyle): DrawnBlock {
  const slices = readList(data.slices).map(readObject);
  const values = slices.map(({ value }) => readNumber(value) ?? 0);
  const sum = values.reduce((all, value) => all + Math.max(0, value), 0);
  const rows = slices.map(({ label, value, color }, index) => {
    const number = readNumber(value);
    const share = sum > 0 && number !== undefined ? Math.max(0, number) / sum : 0;
    return {
      text: `${readText(label)}: ${number === undefined ? 'no data' : `${say.number(number)} (${Math.round(share * 100)} %)`}`,
      html: `<tr><td width="40%" style="color:${look.text};font-size:13px">${escapeHtml(readText(label))}</td><td width="40%">${barToHtml(share, readRgb(color) ?? [28, 135, 153], look)}</td><td align="right" style="color:${look.text};font-size:13px">${escapeHtml(say.value(values[index] === undefined ? undefined : value))}</td></tr>`,
    };
  });
  return {
    html: `<table role="presentation" width="100%" cellpadding="4" cellspacing="0">${rows.map(({ html }) => html).join('')}</table>`,
    text: rows.map(({ text }) => text).join('\n'),
    pictures: [],
  };
}

function drawImage(data: Config, style: BlockStyle): DrawnBlock {
  const url = readText(data.url);
  const [, contentType, base64 = ''] = /^data:(image\/(?:png|jpeg|gif|webp));base64,(.*)$/s.exec(url) ?? [];
  // Pictures of hosts would tell them who reads the mail, and when.
  if (contentType === undefined) return plain('The picture is only shown on the dashboard.', style);
  const html = `<img src="cid:${style.cid}" alt="" style="max-width:100%;height:auto;display:block">`;
  return { html, text: '', pictures: [{ cid: style.cid, contentType, content: Buffer.from(base64, 'base64') }] };
}

function drawTable(block: TypedBlock, data: Config, style: BlockStyle): DrawnBlock {
  const { look, words: say } = style;
  const { columns, rows } = toTable(block, data);
  if (rows.length === 0) return plain('No data.', style);
  const shown = rows.slice(0, maxRows);
  const numbers = new Set(
    columns.flatMap((_, index) => (shown.every((row) => typeof row[index] === 'number') ? [index] : [])),
  );
  const cells = shown.map((row) => row.map((cell) => say.value(cell)));
  const more = rows.length > shown.length ? `${rows.length - shown.length} more rows are in the attached file.` : '';
  const note = more === '' ? '' : `<div style="color:${look.dim};font-size:12px">${more}</div>`;
  return {
    html: tableToHtml(columns, cells, look, numbers) + note,
    text: [columns.join('; '), ...cells.map((row) => row.join('; ')), more].filter((line) => line !== '').join('\n'),
    pictures: [],
  };
}
