import { createHash } from 'node:crypto';
import { tagsMatch } from '../../kernel/tags.ts';
import type { ArchiveConfig } from '../applications/index.ts';

/** Whether the configuration's mode, ids and tags select the device (semantics.md, "Archives"). */
export function isSelected(
  config: ArchiveConfig,
  device: { readonly id: string; readonly tags: { key: string; value: string }[] },
): boolean {
  const mode = config.mode ?? 'all';
  if (mode === 'all') return true;
  const listed =
    (config.deviceIds ?? []).some((id) => id.toLowerCase() === device.id) ||
    tagsMatch(device.tags, config.deviceTags ?? []);
  return mode === 'whitelist' ? listed : !listed;
}

/** What says who is selected, or with which key a target is reached, but not where to and in which form. */
const notOfTarget = new Set([
  'mode',
  'deviceIds',
  'deviceTags',
  'accessKeyId',
  'secretAccessKey',
  'keyJson',
  'accountKey',
]);

/** A digest of where objects go and in which form: objects written for another one do not count as done for this one. */
export function describeTarget(config: ArchiveConfig): string {
  const text = JSON.stringify(config, (name, value) => {
    if (notOfTarget.has(name)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
