import { randomUUID } from 'node:crypto';

/** Reserved by Windows whatever extension follows. */
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The file name of one step of a key. On POSIX the step itself; on Windows, where `:` (it is in every archive key) and
 * others are not part of names, those characters as `%XX`, so that a name never means a stream, a device or a parent.
 */
export function toFileName(step: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return step;
  return step
    .replace(/[<>:"\\|?*%]|[. ]$/g, toPercent)
    .replace(windowsDevice, (device) => toPercent(device.charAt(0)) + device.slice(1));
}

/** The step of which `toFileName` made the name. */
export function fromFileName(name: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return name;
  return name.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function toPercent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A name for a file being written, unlike that of any other write and of any object. */
export function makeTemporaryName(): string {
  return `.${randomUUID()}.part`;
}

export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/.test(name);
}
