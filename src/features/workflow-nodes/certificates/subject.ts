import { isIP } from 'node:net';
import {
  AttributeTypeAndValue,
  AttributeValue,
  GeneralName,
  Name,
  RelativeDistinguishedName,
} from '@peculiar/asn1-x509';
import { NodeError } from '../errors.ts';

/** The parts of a subject that can be said (RFC 5280, 4.1.2.4), in the order in which they are added. */
const parts = {
  country: { id: '2.5.4.6', maxLength: 2, toValue: (text: string) => new AttributeValue({ printableString: text }) },
  state: { id: '2.5.4.8', maxLength: 128, toValue: utf8 },
  locality: { id: '2.5.4.7', maxLength: 128, toValue: utf8 },
  organization: { id: '2.5.4.10', maxLength: 64, toValue: utf8 },
  organizationalUnit: { id: '2.5.4.11', maxLength: 64, toValue: utf8 },
  commonName: { id: '2.5.4.3', maxLength: 64, toValue: utf8 },
  email: {
    id: '1.2.840.113549.1.9.1',
    maxLength: 255,
    toValue: (text: string) => new AttributeValue({ ia5String: text }),
  },
} as const;

export type SubjectPart = keyof typeof parts;
export const subjectParts = Object.keys(parts) as SubjectPart[];

/**
 * A subject with parts that are said in place of its own; those that it does not have come at its end.
 *
 * @throws NodeError ValidationError for what a certificate cannot say
 */
export function overrideSubject(subject: Name, said: Readonly<Partial<Record<SubjectPart, string>>>): Name {
  const named = subjectParts.flatMap((part) => {
    const text = said[part] ?? '';
    if (text === '') return [];
    const { id, maxLength, toValue } = parts[part];
    if (text.length > maxLength) throw refused(part, `has more than ${maxLength} characters`);
    if (part === 'country' && !/^[A-Za-z]{2}$/.test(text)) throw refused(part, 'must be two letters');
    if (part === 'email' && !isAscii(text)) throw refused(part, 'must be ASCII');
    return [new AttributeTypeAndValue({ type: id, value: toValue(text) })];
  });
  const ids = new Set<string>(named.map(({ type }) => type));
  const kept = [...subject].filter((part) => ![...part].some(({ type }) => ids.has(type)));
  return new Name([...kept, ...named.map((each) => new RelativeDistinguishedName([each]))]);
}

export const alternativeNameTypes = ['dns', 'uri', 'ip', 'email'] as const;
export type AlternativeNameType = (typeof alternativeNameTypes)[number];

/** A subject alternative name (RFC 5280, 4.2.1.6). @throws NodeError ValidationError when the text is none of the type */
export function toAlternativeName(type: AlternativeNameType, text: string): GeneralName {
  const refuse = (rule: string) => new NodeError('ValidationError', `The alternative name ${text} ${rule}`);
  if (!isAscii(text)) throw refuse('must be ASCII');
  switch (type) {
    case 'dns':
      if (!/^(\*\.)?[\w-]+(\.[\w-]+)*$/.test(text)) throw refuse('is no name of a host');
      return new GeneralName({ dNSName: text });
    case 'uri':
      if (!URL.canParse(text)) throw refuse('is no URI');
      return new GeneralName({ uniformResourceIdentifier: text });
    case 'ip':
      if (isIP(text) === 0) throw refuse('is no IP address');
      return new GeneralName({ iPAddress: text });
    case 'email':
      if (!/^[^@\s]+@[^@\s]+$/.test(text)) throw refuse('is no address of a mailbox');
      return new GeneralName({ rfc822Name: text });
    default:
      throw refuse('has a type that there is not');
  }
}

function utf8(text: string): AttributeValue {
  return new AttributeValue({ utf8String: text });
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function refused(part: SubjectPart, rule: string): NodeError {
  return new NodeError('ValidationError', `${part}Template ${rule}`);
}
