import { selectAll } from 'css-select';
import render from 'dom-serializer';
import { type AnyNode, type Document, type Element, isCDATA, isComment, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

/** What may be searched: a thread that parses runs nothing else meanwhile. */
const maxLength = 1024 * 1024;
/** Longer ones are made to keep the thread busy. */
const maxSelectorLength = 500;
/** Elements within each other: far more than any page has, and few enough for the stack. */
const maxDepth = 500;

export const htmlParserNode: NodeType = {
  type: 'HtmlParserNode',
  label: 'HTML: Parse',
  summary: 'Finds elements in HTML or XML by a CSS selector and gives them as text, markup or JSON.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'documentPath', kind: 'path', label: 'Document', help: 'HTML or XML, as text.', required: true },
    { key: 'selectorTemplate', kind: 'template', label: 'Selector', help: 'Empty: the outermost elements.' },
    {
      key: 'resultFormatTemplate',
      kind: 'template',
      label: 'As',
      help: 'text, xml or json.',
      default: 'text',
    },
    resultField({ required: true, help: 'Always an array; one that is empty when nothing is found.' }),
  ],
  example: {
    documentPath: 'data.page',
    selectorTemplate: 'td.value',
    resultFormatTemplate: 'text',
    resultPath: 'working.values',
  },
  run({ config }) {
    const text = config.read('documentPath');
    const selector = config.text('selectorTemplate', { escape: false }).trim();
    const format = formats[config.text('resultFormatTemplate').trim() || 'text'];
    if (!format) throw new NodeError('ValidationError', 'resultFormatTemplate is none of text, xml, json');
    if (typeof text !== 'string') return config.write('resultPath', []);
    if (text.length > maxLength) {
      throw new NodeError('ValidationError', `The document is longer than ${maxLength} characters`);
    }
    const xmlMode = /^\s*<\?xml\b/i.test(text);
    const document = parseDocument(text, { xmlMode });
    checkDepth(document);
    config.write('resultPath', select(document, selector, xmlMode).map(format));
  },
};

const formats: Readonly<Record<string, ((element: Element) => unknown) | undefined>> = Object.assign(
  Object.create(null) as object,
  {
    text: (element: Element) => textOf(element),
    xml: (element: Element) => render(element, { xmlMode: true, decodeEntities: true }),
    json: (element: Element) => toJson(element),
  },
);

/** A selector that is none finds nothing (workflows.md, "5. Nodes"). */
function select(document: Document, selector: string, xmlMode: boolean): Element[] {
  if (selector === '') return document.children.filter(isTag);
  if (selector.length > maxSelectorLength) return [];
  try {
    return selectAll<AnyNode, Element>(selector, document.children, { xmlMode });
  } catch {
    return [];
  }
}

/** Without the stack, which a document may be made to exhaust. */
function checkDepth(document: Document): void {
  let level: AnyNode[] = document.children;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new NodeError('ValidationError', `The document has more than ${maxDepth} levels`);
    level = level.flatMap((node) => (isTag(node) ? node.children : []));
  }
}

function textOf(node: AnyNode): string {
  if (isText(node)) return node.data;
  if (isTag(node) || isCDATA(node)) return node.children.map(textOf).join('');
  return '';
}

/** As xml-js writes it, not compact, with `children` and `value`: what the helper `toHtml` takes. */
function toJson(node: AnyNode): unknown {
  if (isText(node)) return { type: 'text', value: node.data };
  if (isComment(node)) return { type: 'comment', value: node.data };
  if (isCDATA(node)) return { type: 'cdata', value: node.children.map(textOf).join('') };
  if (!isTag(node)) return { type: 'instruction', value: 'data' in node ? node.data : '' };
  const { name, attribs } = node;
  return {
    type: 'element',
    name,
    ...(Object.keys(attribs).length > 0 ? { attributes: { ...attribs } } : {}),
    children: node.children.map(toJson),
  };
}
