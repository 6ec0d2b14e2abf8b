/** RFC 1035, 2.3.4: bytes of a name without the dot of the root, and of each of its parts. */
const maxNameLength = 253;
const maxLabelLength = 63;

/** What `isHostLength` wants, in words that follow the name of a field. */
export const hostLengthRule = `must have a host name of at most ${maxNameLength} characters, and ${maxLabelLength} between two dots`;

/**
 * Whether a host is short enough that a name server may know it; says nothing of its characters. Addresses are.
 *
 * @param host in ASCII, with or without the dot of the root
 */
export function isHostLength(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name.length <= maxNameLength && name.split('.').every((label) => label.length <= maxLabelLength);
}
