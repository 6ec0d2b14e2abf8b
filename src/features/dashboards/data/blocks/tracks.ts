import { setImmediate } from 'node:timers/promises';
import type { AttributeValue } from '../../../../kernel/attribute-value.ts';
import { tagsByKey } from '../../../../kernel/tags.ts';
import type { DeviceProfile } from '../../../devices/index.ts';
import type { BlockQuestion } from '../block-question.ts';
import { readList, readText } from '../config.ts';
import { type NamedReport, readReportsOf } from '../reports-of.ts';
import { simplifyPath } from '../simplify-path.ts';

/** Points of a block with a pin each; of more, only the ends of each path have one (dashboards.md, "7. Blocks", map). */
const maxPins = 5_000;
/** Templates rendered before others have a turn. */
const pinsPerTurn = 250;

/** A place on a map or a picture. */
export interface PlacedReport extends NamedReport {
  readonly first: number;
  readonly second: number;
}

export interface Track {
  readonly device: DeviceProfile;
  readonly points: readonly PlacedReport[];
}

/** What pins of a block are called in its templates. */
export type DescribePlace = (point: PlacedReport) => Readonly<Record<string, unknown>>;

/**
 * Where the devices of a block have been: `place` reads the two numbers of a report, `needed` are the attributes that they
 * stand in.
 */
export async function readTracks(
  question: BlockQuestion,
  devices: readonly DeviceProfile[],
  asked: {
    readonly needed: readonly string[];
    readonly place: (values: Readonly<Record<string, AttributeValue>>) => readonly [number, number] | undefined;
  },
): Promise<{ tracks: Track[]; leftOut: number; truncated: boolean }> {
  const { config, texts } = question;
  const given = config.additionalAttributes;
  const isTemplated = `${readText(config.popupTemplate)}${readText(config.iconTemplate)}`.includes('data');
  const all = () => [...new Set(devices.flatMap(({ attributes }) => [...attributes.keys()]))];
  // Null means all, unlike in lists of devices (section 13, 8).
  const named = Array.isArray(given) ? readList(given, 100).map((each) => texts.plain(each)) : all();
  const { reports, truncated } = await readReportsOf(question, devices, {
    needed: asked.needed,
    others: isTemplated ? named.filter((name) => !asked.needed.includes(name)) : [],
    isComposite: config.compositeResult !== false,
  });
  let leftOut = 0;
  const tracks = devices.flatMap((device): Track[] => {
    const points = (reports.get(device.deviceRowId) ?? []).flatMap((report): PlacedReport[] => {
      const place = asked.place(report.values);
      if (!place) {
        leftOut += 1;
        return [];
      }
      return [{ ...report, first: place[0], second: place[1] }];
    });
    return points.length === 0 ? [] : [{ device, points }];
  });
  return { tracks, leftOut, truncated };
}

/** Tracks as the console draws them: columns, and pins with what their templates make of each point. */
export async function tellTracks<Columns extends object>(
  { config, texts }: BlockQuestion,
  tracks: readonly Track[],
  { columns, describe }: { columns: (points: readonly PlacedReport[]) => Columns; describe: DescribePlace },
) {
  const count = tracks.reduce((sum, { points }) => sum + points.length, 0);
  const hasAllPins = count <= maxPins;
  const isAdvanced = config.pinMode === 'advanced';
  const popupTemplate = readText(config.popupTemplate).trim();
  let rendered = 0;
  const told = [];
  for (const { device, points } of tracks) {
    const shown = hasAllPins
      ? points
      : simplifyPath(points, Math.max(2, Math.floor((maxPins * points.length) / count)));
    const about = { deviceId: device.deviceId, deviceName: device.name, deviceTags: tagsByKey(device.tags) };
    const pins = [];
    for (const [index, point] of shown.entries()) {
      const isFirstPoint = index === 0;
      const isLastPoint = index === shown.length - 1;
      if (!hasAllPins && !isFirstPoint && !isLastPoint) continue;
      const seen = { ...about, ...describe(point), isFirstPoint, isLastPoint, index, data: point.values };
      const withTime = { ...seen, time: new Date(point.time) };
      const icon = isAdvanced ? texts.plain(config.iconTemplate, withTime).trim() : '';
      // No picture: no pin, and then nothing to open either.
      if (isAdvanced && icon === '') continue;
      const popup = popupTemplate === '' ? '' : texts.markdown(popupTemplate, withTime).trim();
      pins.push({
        index,
        // A lone point is the end of its way.
        kind: isLastPoint ? ('last' as const) : isFirstPoint ? ('first' as const) : ('middle' as const),
        ...(icon === '' ? {} : { icon }),
        ...(popup === '' ? {} : { popup }),
      });
      rendered += 1;
      if (rendered % pinsPerTurn === 0) await setImmediate();
    }
    told.push({
      deviceId: device.deviceId,
      deviceName: device.name,
      times: shown.map(({ time }) => time),
      ...columns(shown),
      ...(shown.length < points.length ? { isSimplified: true } : {}),
      pins,
    });
  }
  return told;
}

/** How lines and pins are drawn. */
export function readPinStyle({ config }: BlockQuestion) {
  return {
    lines: config.includeLines !== false,
    arrows: config.includeArrows === true,
    resizedPins: config.resizedPins !== false,
    startColor: readText(config.startColor) || '#ff261b',
    endColor: readText(config.endColor) || '#8db319',
  };
}
