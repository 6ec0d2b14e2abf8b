import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { DeviceService } from '../../devices/index.ts';
import type { EventService } from '../../events/index.ts';
import type { Block } from '../schemas.ts';
import type { BlockSources } from './block-sources.ts';
import { type Config, readText } from './config.ts';
import type { BlockReader, Selected } from './reader.ts';
import type { BlockTexts } from './templates.ts';
import type { Missing } from './value-query.ts';

/** The window of a block: it ends at a moment, and reaches back for so long; 0: what was last received. */
export interface BlockWindow {
  readonly end: number;
  readonly duration: number;
  readonly resolution: number;
  /** Whether it ends now, and goes on ending now. */
  readonly isLive: boolean;
  /** Whether it is that of all blocks, in place of their own: its sources have it too. */
  readonly isSame?: boolean;
}

/** How large a block is drawn, and on what ground. */
export interface BlockSize {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
  /** Of a graph, as far as it is known: what is finer than these is thinned. */
  readonly pixels?: number;
}

/** What is asked of one block, with its dashboard's variables put in. */
export interface BlockQuestion {
  readonly block: Block;
  readonly config: Config;
  /** Undefined: the block has none, or none that its owner can read at this moment. */
  readonly application: ApplicationRef | undefined;
  readonly window: BlockWindow;
  /** What templates see: `ctx`, `dashboard`. */
  readonly common: Readonly<Record<string, unknown>>;
  readonly texts: BlockTexts;
  readonly reader: BlockReader;
  readonly devices: DeviceService;
  readonly events: EventService;
  readonly sources: BlockSources;
  /** Of blocks that show what their viewer may see; undefined for all others, whose answers everybody shares. */
  readonly viewer: Principal | undefined;
  /** Where the block is drawn, in px. */
  readonly size: BlockSize;
  /** What has been entered into the controls of an input block, by their ids. */
  readonly entered: Readonly<Record<string, unknown>>;
  /** Notes what the answer rests on, so that a stream knows when to ask anew. */
  readonly watch: BlockWatch;
}

/** What makes a block's answer another one. */
export interface BlockWatch {
  readonly deviceIds: Set<string>;
  /** The application whose events, or devices, it lists. */
  events?: boolean;
  devices?: boolean;
  /** Data tables, and workflows, that it reads: asked for at the dashboard's refresh rate only. */
  others?: boolean;
}

/** What a block shows. */
export interface BlockData {
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether there is nothing to draw. */
  readonly isEmpty?: boolean;
  readonly truncated?: boolean;
}

/** Thrown for a block that names an application which its dashboard may not read, or none where it needs one. */
export class NotAvailableError extends Error {}

/** @throws NotAvailableError */
export function requireApplication({ application, block }: BlockQuestion): ApplicationRef {
  if (application) return application;
  throw new NotAvailableError(
    block.applicationId === undefined ? 'the block names no application' : 'the application is not available here',
  );
}

/** The devices and the attribute of a segment. */
export async function selectSegment(
  question: BlockQuestion,
  segment: Config,
): Promise<{ selected: Selected; attribute: string }> {
  const selected = await question.reader.select(requireApplication(question), segment, question.common);
  for (const { deviceId } of selected.devices) question.watch.deviceIds.add(deviceId);
  return { selected, attribute: question.texts.plain(segment.attribute).trim() };
}

/** Why there is nothing, with the time as the API has times. */
export function tellMissing(missing: Missing | undefined) {
  if (!missing) return {};
  const { last, ...rest } = missing;
  return { missing: { ...rest, ...(last === undefined ? {} : { last: new Date(last).toISOString() }) } };
}

/** A colour as it is given; undefined for none. */
export function readColor(value: unknown): string | undefined {
  return readText(value).trim() || undefined;
}
