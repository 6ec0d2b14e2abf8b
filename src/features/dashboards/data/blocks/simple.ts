import { formatNumber } from '../../../../platform/language/index.ts';
import {
  type BlockData,
  type BlockQuestion,
  readColor,
  requireApplication,
  selectSegment,
  tellMissing,
} from '../block-question.ts';
import { readList, readNumber, readObject, readText } from '../config.ts';
import { readQuery } from '../reader.ts';
import { askValue } from '../value-query.ts';

/** dashboards.md, "7. Blocks", section-header: the heading and what stands under it. */
export async function showSectionHeader({ block, config, texts }: BlockQuestion): Promise<BlockData> {
  return {
    data: {
      heading: texts.markdown(block.title || config.title),
      text: texts.markdown(block.description || config.content),
    },
  };
}

/** dashboards.md, "7. Blocks", image. */
export async function showImage(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, window, reader } = question;
  let url = texts.plain(config.imageUrl).trim();
  if (config.imageSource === 'attribute') {
    const segment = { deviceIds: [config.deviceId], attribute: config.attribute };
    const { selected, attribute } = await selectSegment(question, segment);
    const { found, missing } = await askValue(reader, { selected, segment, attribute }, window);
    if (!found) return { isEmpty: true, data: tellMissing(missing) };
    url = toImageUrl(String(found.value));
  }
  return {
    isEmpty: url === '',
    data: {
      url,
      link: texts.plain(config.imageLinkUrl).trim(),
      newWindow: config.imageLinkNewWindow === true,
      color: readColor(config.bgColor),
    },
  };
}

/** A blob holds the picture itself, in base64. */
function toImageUrl(value: string): string {
  if (/^(https?:|data:image\/)/i.test(value)) return value;
  const type = value.startsWith('/9j/')
    ? 'jpeg'
    : value.startsWith('R0lG')
      ? 'gif'
      : value.startsWith('UklG')
        ? 'webp'
        : 'png';
  return /^[A-Za-z0-9+/=\s]+$/.test(value) ? `data:image/${type};base64,${value}` : '';
}

/** dashboards.md, "7. Blocks", pie and bar: a value for each segment. */
export async function showSegments(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, window, reader } = question;
  const slices = await Promise.all(
    readList(config.segments)
      .map(readObject)
      .map(async (segment) => {
        const { selected, attribute } = await selectSegment(question, segment);
        const { found, missing } = await askValue(reader, { selected, segment, attribute }, window);
        const value =
          found && texts.evaluate(segment.expression, { value: found.value, time: new Date(found.time) }, found.value);
        return {
          label: texts.plain(segment.label) || attribute,
          color: readColor(segment.color),
          ...(typeof value === 'number' && Number.isFinite(value) ? { value } : {}),
          ...tellMissing(missing),
        };
      }),
  );
  const valueFormat = readText(config.valueFormat);
  const percentFormat = readText(config.percentFormat);
  const total = slices.reduce((sum, { value = 0 }) => sum + Math.max(0, value), 0);
  return {
    isEmpty: slices.every(({ value }) => value === undefined),
    data: {
      slices: slices.map((slice) => ({
        ...slice,
        ...(slice.value === undefined || valueFormat === '' ? {} : { text: formatNumber(slice.value, valueFormat) }),
        ...(slice.value === undefined || percentFormat === '' || total === 0
          ? {}
          : { percentText: formatNumber(Math.max(0, slice.value) / total, percentFormat) }),
      })),
      valueFormat,
      percentFormat,
      ...axisBound('min', config.xAxisMin),
      ...axisBound('max', config.xAxisMax),
      axisLabel: texts.plain(config.xAxisLabel),
      axisFormat: readText(config.xAxisFormat),
    },
  };
}

function axisBound(name: 'min' | 'max', given: unknown) {
  const number = readNumber(given);
  return number === undefined ? {} : { [name]: number };
}

/** dashboards.md, "7. Blocks", device-count. */
export async function showDeviceCount(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, devices, common } = question;
  question.watch.devices = true;
  const application = requireApplication(question);
  const seen: Record<string, { count: number }> = {};
  for (const segment of readList(config.segments, 20).map(readObject)) {
    const query = readQuery(segment.query, common);
    const { totalCount } = await devices.list(application, undefined, {
      perPage: 1,
      ...(query === undefined ? {} : { query: JSON.stringify(query) }),
    });
    seen[readText(segment.id)] = { count: totalCount };
  }
  const condition = readList(config.conditions)
    .map(readObject)
    .find((each) => texts.test(each.condition, seen));
  const chosen = condition ?? readObject(config.defaultCondition);
  return {
    data: {
      label: texts.markdown(chosen.label, seen),
      value: texts.plain(chosen.value, seen),
      color: readColor(chosen.color),
    },
  };
}
