import type { Block } from '../schemas.ts';
import { readList, readObject } from './config.ts';
import type { ShownBlock } from './show-block.ts';

/**
 * What of an answer whoever asks is told: those with whom it is shared neither reasons, nor ids, nor names that the block does
 * not show (dashboards.md, "2. Who may see it, and what sharing opens", 5 to 7).
 */
export function tellBlock(
  block: Block,
  { shown, etag }: { readonly shown: ShownBlock; readonly etag: string },
  { isShared }: { readonly isShared: boolean },
) {
  const { status, truncated } = shown;
  const mark = truncated ? { truncated: true } : {};
  if (!isShared) {
    return { status, etag, data: shown.data, ...(shown.error === undefined ? {} : { error: shown.error }), ...mark };
  }
  const { warnings: _warnings, ...data } = shown.data;
  return {
    status,
    etag,
    data: withoutNames(withoutIds(block, data)),
    ...(shown.error === undefined ? {} : { error: 'not available' }),
    ...mark,
  };
}

type Data = Readonly<Record<string, unknown>>;

/** Leaves out what leads to devices, events and workflows, and what is switched off for those without a login. */
function withoutIds(block: Block, data: Data): Data {
  const signalbox = readObject(readObject(block.config).signalbox);
  const { title, description } = data;
  switch (block.blockType) {
    case 'map':
    case 'position-chart':
      return { ...data, tracks: omitEach(data.tracks, ['deviceId', 'deviceName']) };
    case 'device-list':
      return { ...data, rows: omitEach(data.rows, ['deviceId']) };
    case 'device-log':
      return { ...data, devices: omitEach(data.devices, ['deviceId']) };
    case 'workflow-list':
      return { ...data, rows: omitEach(data.rows, ['flowId']) };
    case 'event-list':
      return data.mayUpdate === true ? data : { ...data, rows: omitEach(data.rows, ['eventId']) };
    case 'open-event-indicator':
      return data.mayUpdate === true ? data : omit(data, ['eventId']);
    case 'custom-html':
      return signalbox.shareHtml === true ? data : { title, description, isBlocked: true };
    case 'custom-chart':
      return omit(data, ['problem']);
    case 'input':
      return signalbox.shareControls === true ? data : { ...data, isDead: true, controls: deadControls(data.controls) };
    default:
      return data;
  }
}

/** Of controls that cannot be used: what they are called, and where they are. */
function deadControls(controls: unknown): Data[] {
  return readList(controls).map((each) => {
    const { id, type, label, color, grid } = readObject(each);
    return { id, type, label, color, grid };
  });
}

function omitEach(list: unknown, names: readonly string[]): Data[] {
  return Array.isArray(list) ? list.map((each) => omit(readObject(each), names)) : [];
}

function omit(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));
}

/** Takes the device's name out of why there is no data, at the top and in each part of a block. */
function withoutNames(data: Data): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (name === 'missing') return [name, omit(readObject(value), ['device'])];
      if ((name === 'series' || name === 'slices') && Array.isArray(value)) return [name, value.map(withoutNames)];
      return [name, value];
    }),
  );
}
