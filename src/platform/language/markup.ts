import { maxTextLength, tooLong, toText } from './conversions.ts';
import { TemplateError } from './errors.ts';
import { escapeMarkup } from './escape-markup.ts';
import { isContainer, readOwn } from './values.ts';

const voidElements = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const rawElements = new Set(['script', 'style']);
const namePattern = /^[A-Za-z_:][\w:.-]*$/;
const maxDepth = 500;

/**
 * The markup of the JSON that the node HtmlParser makes (workflows.md, "5. Nodes"): elements `{type, name, attributes, children}`,
 * texts and comments `{type, value}`, lists of them, and `{children}` for a whole document. Texts and attributes are
 * escaped; what is nothing of that is left out.
 *
 * @throws TemplateError for more than 5 MiB and more than 500 elements within each other
 */
export function toMarkup(value: unknown): string {
  const writer = new MarkupWriter();
  writer.write(value, 0, false);
  return writer.text;
}

class MarkupWriter {
  text = '';

  write(value: unknown, depth: number, isRaw: boolean): void {
    if (depth > maxDepth) throw new TemplateError(`elements must not be nested more than ${maxDepth} deep`);
    if (typeof value === 'string') return this.#add(isRaw ? value : escapeMarkup(value));
    if (Array.isArray(value)) {
      for (const item of value) this.write(item, depth + 1, isRaw);
      return;
    }
    if (isContainer(value)) this.#writeNode(value, depth, isRaw);
  }

  #writeNode(node: object, depth: number, isRaw: boolean): void {
    const content = toText(readOwn(node, 'value'));
    switch (readOwn(node, 'type') ?? (readOwn(node, 'name') ? 'element' : 'root')) {
      case 'element':
        return this.#writeElement(node, depth);
      case 'text':
        return this.#add(isRaw ? content : escapeMarkup(content));
      case 'comment':
        return this.#add(`<!--${content.replaceAll('--', '')}-->`);
      case 'cdata':
        return this.#add(`<![CDATA[${content.replaceAll(']]>', '')}]]>`);
      case 'doctype':
        return this.#add(`<!DOCTYPE ${content.replaceAll('>', '')}>`);
      default:
        this.write(readOwn(node, 'children'), depth + 1, isRaw);
    }
  }

  #writeElement(node: object, depth: number): void {
    const name = toText(readOwn(node, 'name'));
    if (!namePattern.test(name)) return;
    this.#add(`<${name}`);
    const attributes = readOwn(node, 'attributes');
    for (const [key, value] of isContainer(attributes) ? Object.entries(attributes) : []) {
      if (namePattern.test(key) && value !== undefined && value !== null)
        this.#add(` ${key}="${escapeMarkup(toText(value))}"`);
    }
    this.#add('>');
    const lowerName = name.toLowerCase();
    if (voidElements.has(lowerName)) return;
    this.write(readOwn(node, 'children'), depth + 1, rawElements.has(lowerName));
    this.#add(`</${name}>`);
  }

  #add(piece: string): void {
    this.text += piece;
    if (this.text.length > maxTextLength) throw tooLong();
  }
}
