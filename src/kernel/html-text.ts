const blocks = /<\/?(?:p|div|br|tr|li|ul|ol|table|h[1-6])\b[^<>]*>/gi;
const hidden = /<(?:style|script|head)\b[^<>]*>[^<]*<\/(?:style|script|head)>/gi;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** HTML as those read it whose mail program shows none: its text, with a line for each block. For mails, not for safety. */
export function htmlToText(html: string): string {
  return html
    .replaceAll(hidden, '')
    .replaceAll(blocks, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
