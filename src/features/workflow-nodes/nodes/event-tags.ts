import type { NodeConfig } from '../config.ts';

/** The tags of a node's `eventTags`, without those whose template came out empty. */
export function readEventTags(config: NodeConfig): Record<string, string> {
  return Object.fromEntries(config.keyValues('eventTags').filter(([key, value]) => key !== '' && value !== ''));
}
