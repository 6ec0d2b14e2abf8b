import { domainToASCII } from 'node:url';
import { isHostLength } from './host-name.ts';

/** What an SMTP server takes (RFC 5321, 4.5.3.1), in bytes. */
const maxLocalBytes = 64;
const maxAddressBytes = 254;

/** Nothing that a mail header or an SMTP command would read as more than one address. */
const addressPattern =
  /^([^\s@<>()[\]\\,;:"\p{Cc}]+)@([^\s@<>()[\]\\,;:"\p{Cc}.]+(?:\.[^\s@<>()[\]\\,;:"\p{Cc}.]+)*)$/u;

/** What nobody sees, and what turns text around: two addresses that look alike would be two accounts. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;

/**
 * Whether mail can be sent to the text: the check behind the format `email` of every route. Addresses beyond ASCII are
 * taken (RFC 6531), quoted local parts and characters that nobody sees are not.
 */
export function isEmail(text: string): boolean {
  const match = addressPattern.exec(text);
  if (!match || unseen.test(text) || Buffer.byteLength(text) > maxAddressBytes) return false;
  const [, local = '', domain = ''] = match;
  // In the form in which name servers are asked for it, where it has one.
  return Buffer.byteLength(local) <= maxLocalBytes && isHostLength(domainToASCII(domain) || domain);
}
