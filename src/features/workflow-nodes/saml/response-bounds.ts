import { Parser } from 'htmlparser2';
import { cutText } from '../../../kernel/text.ts';
import { ActionError } from '../errors.ts';
import { withoutPrefix } from './metadata.ts';

/**
 * What a response may be at most. Real ones have some 10,000 characters, 60 elements and 10 levels, and an element for each group of
 * the user. A thread that reads one does nothing else meanwhile: within these bounds for some 0.1 s and certificate, while 35,000
 * comments took more than two minutes.
 */
const maxLength = 256 * 1024;
const maxElements = 1000;
const maxAttributes = 2000;
const maxDepth = 40;
/** Tags, comments, instructions and sections together: each element has two tags. */
const maxMarkup = 2 * maxElements + 100;

/** What the outermost elements of a response say. Signed or not: good for refusing only, never for believing. */
export interface ResponseOutline {
  readonly destination: string | undefined;
  /** The last part of the code, `Success`; undefined when there is none. */
  readonly status: string | undefined;
}

/**
 * Refuses what no identity provider sends, before it comes to a parser that builds trees: document types and their entities, sizes
 * and depths that keep a thread busy, algorithms that can be forged.
 *
 * @throws ActionError SamlError
 */
export function outlineResponse(xml: string): ResponseOutline {
  const refuse = (why: string) => new ActionError('SamlError', `The response ${why}`);
  if (xml.length > maxLength) throw refuse(`is longer than ${maxLength} characters`);
  if (xml.split('<', maxMarkup + 2).length > maxMarkup + 1)
    throw refuse(`has more than ${maxMarkup} tags and comments`);
  // A declaration of any kind, wherever it stands: parsers differ in what they take for one.
  if (/<!(?!--|\[CDATA\[)/.test(xml)) throw refuse('has a document type');
  let elements = 0;
  let attributes = 0;
  const open: string[] = [];
  let status: string | undefined;
  let root: { readonly name: string; readonly attributes: Readonly<Record<string, string>> } | undefined;
  const parser = new Parser(
    {
      onopentag(tag, given) {
        const name = withoutPrefix(tag);
        elements += 1;
        attributes += Object.keys(given).length;
        root ??= { name, attributes: given };
        open.push(name);
        if (name === 'StatusCode' && open.join('/') === 'Response/Status/StatusCode') status ??= given.Value ?? '';
        if (elements > maxElements) throw refuse(`has more than ${maxElements} elements`);
        if (attributes > maxAttributes) throw refuse(`has more than ${maxAttributes} attributes`);
        if (open.length > maxDepth) throw refuse(`has more than ${maxDepth} levels`);
        if (/sha1$/i.test(given.Algorithm ?? '')) throw refuse('is signed with SHA-1, which can be forged');
      },
      onclosetag() {
        open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  if (root === undefined) throw refuse('is no XML in Base64');
  if (root.name !== 'Response') throw refuse(`is none, but a document of the type ${cutText(root.name, 80)}`);
  return { destination: root.attributes.Destination, status: status?.replace(/^.*:/s, '') };
}
