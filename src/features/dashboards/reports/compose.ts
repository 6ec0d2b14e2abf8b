import { ZipFile } from 'yazl';
import { toTable } from '../data/block-table.ts';
import { type Config, readObject, readText } from '../data/config.ts';
import { fileNameOf, writeCsv } from '../data/export-block.ts';
import { toPlainText } from '../data/markdown-text.ts';
import type { Block } from '../schemas.ts';
import { type BlockStyle, type DrawnBlock, drawBlock, plain } from './block-html.ts';
import { escapeHtml, looks, markdownToHtml } from './mail-html.ts';
import { ReportWords } from './words.ts';

/** Files beyond these come in one archive (dashboards.md, "10. Reports"). */
const maxFiles = 3;
/** What mail servers usually take, with room for the encoding. */
const maxFileBytes = 10 * 1024 * 1024;

/** Blocks that show nothing that a spreadsheet could hold. */
const withoutData: ReadonlySet<string> = new Set(['section-header', 'image', 'iframe', 'input', 'custom-html']);
/** Blocks that stand two in a row where they are narrow. */
const small: ReadonlySet<string> = new Set(['gauge', 'indicator', 'device-count', 'open-event-indicator']);

export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
  /** Of a picture that the HTML shows. */
  readonly cid?: string;
}

export interface ComposedReport {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly files: readonly ReportFile[];
  /** Titles of blocks that could not be read. */
  readonly failed: readonly string[];
}

/** A block with its answer, as `dashboard.data` gives it. */
export interface ReportedBlock {
  readonly block: Block;
  readonly status: string;
  readonly error?: string | undefined;
  readonly data: Config;
}

export interface ReportContent {
  readonly name: string;
  readonly description: string;
  readonly time: string;
  readonly subject: string | undefined;
  readonly message: string | undefined;
  readonly theme: 'light' | 'dark';
  readonly zone: string;
  readonly locale: string | undefined;
  readonly blocks: readonly ReportedBlock[];
  /** Where the dashboard is, where that is known. */
  readonly link: string | undefined;
  /** A picture of the whole dashboard, where one was drawn. */
  readonly picture?: Buffer | undefined;
}

/** Makes a mail of what the blocks of a dashboard show: HTML, the same as text, and a file of the rows of each block. */
export async function composeReport(content: ReportContent): Promise<ComposedReport> {
  const { name, blocks, theme, message, link, picture } = content;
  const look = looks[theme];
  const words = new ReportWords(content);
  const ordered = [...blocks].sort(
    (one, other) => one.block.startY - other.block.startY || one.block.startX - other.block.startX,
  );
  const drawn = ordered.map((each, index) => ({
    ...each,
    title: readText(each.data.title),
    drawn: draw(each, { look, theme, words, cid: `block${index}@report.signalbox` }),
  }));
  const failed = drawn.filter(({ status }) => status === 'error').map(({ title, block }) => title || block.blockType);
  const head = [
    `<div style="font-size:22px;font-weight:bold;color:${look.text}">${escapeHtml(name)}</div>`,
    `<div style="color:${look.dim};font-size:13px">${escapeHtml(`As of ${words.time(content.time)} (${content.zone})`)}</div>`,
    message === undefined ? '' : `<div style="color:${look.text}">${markdownToHtml(message, look)}</div>`,
    content.description === ''
      ? ''
      : `<div style="color:${look.dim}">${markdownToHtml(content.description, look)}</div>`,
    failed.length === 0
      ? ''
      : `<div style="color:${look.text}"><strong>Not shown:</strong> ${escapeHtml(failed.join(', '))}</div>`,
    link === undefined
      ? ''
      : `<div><a href="${escapeHtml(link)}" style="color:${look.link}">Open the dashboard</a></div>`,
  ].join('');
  const whole =
    picture === undefined
      ? ''
      : `<img src="cid:dashboard@report.signalbox" width="600" alt="${escapeHtml(name)}" style="width:100%;max-width:600px;height:auto;display:block">`;
  const cards = toRows(drawn).map((row) => {
    const width = Math.floor(100 / row.length);
    const cells = row.map(({ title, drawn: { html } }) => {
      const heading =
        title === ''
          ? ''
          : `<div style="font-weight:bold;color:${look.text};padding-bottom:4px">${escapeHtml(title)}</div>`;
      return `<td width="${width}%" valign="top" bgcolor="${look.card}" style="padding:12px;border:1px solid ${look.rule}">${heading}${html}</td>`;
    });
    return `<table role="presentation" width="100%" cellpadding="0" cellspacing="6"><tr>${cells.join('')}</tr></table>`;
  });
  const html = `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="${theme}"><title>${escapeHtml(name)}</title></head><body style="margin:0;padding:0;background:${look.ground};font-family:Arial,Helvetica,sans-serif"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="${look.ground}"><tr><td align="center"><table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px"><tr><td style="padding:16px 8px">${head}</td></tr><tr><td>${whole}${cards.join('')}</td></tr></table></td></tr></table></body></html>`;
  const text = [
    name,
    `As of ${words.time(content.time)} (${content.zone})`,
    ...(message === undefined ? [] : [toPlainText(message)]),
    ...(failed.length === 0 ? [] : [`Not shown: ${failed.join(', ')}`]),
    ...drawn.map(({ title, drawn: block }) => [title, block.text].filter((line) => line !== '').join('\n')),
    ...(link === undefined ? [] : [link]),
  ].filter((part) => part !== '');
  return {
    subject: content.subject ?? name,
    html,
    text: text.join('\n\n'),
    files: [
      ...(picture === undefined
        ? []
        : [{ name: 'dashboard.png', contentType: 'image/png', content: picture, cid: 'dashboard@report.signalbox' }]),
      ...drawn.flatMap(({ drawn: block }) =>
        block.pictures.map(({ cid, contentType, content: bytes }) => ({
          name: `${cid.split('@', 1)[0]}.${contentType.split('/')[1]}`,
          contentType,
          content: bytes,
          cid,
        })),
      ),
      ...(await toFiles(drawn)),
    ],
    failed,
  };
}

function draw({ block, status, error, data }: ReportedBlock, style: BlockStyle): DrawnBlock {
  if (status === 'error') return plain(error ?? 'The block could not be read.', style);
  if (status === 'unsupported') return plain('This block is only shown on the dashboard.', style);
  return drawBlock(block, data, style);
}

interface Drawn extends ReportedBlock {
  readonly title: string;
  readonly drawn: DrawnBlock;
}

/** One block below the other; small ones two in a row. */
function toRows(blocks: readonly Drawn[]): Drawn[][] {
  const rows: Drawn[][] = [];
  const isSmall = ({ block }: Drawn): boolean => small.has(block.blockType) && block.width <= 1;
  for (const each of blocks) {
    const last = rows.at(-1);
    if (last?.length === 1 && isSmall(each) && last.every(isSmall)) last.push(each);
    else rows.push([each]);
  }
  return rows;
}

/** The rows of each block that has any, as CSV; of more than three in one archive. */
async function toFiles(blocks: readonly Drawn[]): Promise<ReportFile[]> {
  const names = new Set<string>();
  let bytes = 0;
  const files = blocks.flatMap(({ block, status, data, title }): ReportFile[] => {
    if (withoutData.has(block.blockType) || status === 'error') return [];
    const { columns, rows } = toTable(block, readObject(data));
    if (rows.length === 0) return [];
    const content = Buffer.from(writeCsv(columns, rows));
    bytes += content.length;
    if (bytes > maxFileBytes) return [];
    const base = fileNameOf({ title, blockType: block.blockType });
    let name = `${base}.csv`;
    for (let count = 2; names.has(name); count += 1) name = `${base}-${count}.csv`;
    names.add(name);
    return [{ name, contentType: 'text/csv; charset=utf-8', content }];
  });
  if (files.length <= maxFiles) return files;
  return [{ name: 'data.zip', contentType: 'application/zip', content: await toArchive(files) }];
}

/** The same for all entries, so that the same content makes the same bytes. */
const entryOptions = { mtime: new Date(2000, 0, 1), mode: 0o100644, forceDosTimestamp: true };

export async function toArchive(files: readonly Pick<ReportFile, 'name' | 'content'>[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content } of files) zip.addBuffer(content, name, entryOptions);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
