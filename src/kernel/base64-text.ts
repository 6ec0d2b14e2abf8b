const alphabet = /^[A-Za-z0-9+/_-]*={0,2}$/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text that base64 (or base64url, with line breaks or without) stands for.
 *
 * @returns what is wrong with it otherwise: it is no base64, or its bytes are no UTF-8, in which nothing is replaced
 */
export function decodeBase64Text(base64: string): { readonly text: string } | { readonly problem: string } {
  const bare = base64.replace(/\s/g, '');
  if (!alphabet.test(bare)) return { problem: 'is no base64' };
  try {
    return { text: decoder.decode(Buffer.from(bare, 'base64')) };
  } catch {
    return { problem: 'is the base64 of bytes that are no UTF-8' };
  }
}
