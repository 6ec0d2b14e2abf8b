import { type BlockData, type BlockQuestion, readColor, selectSegment, tellMissing } from '../block-question.ts';
import { type Config, readList, readNumber, readObject, readText } from '../config.ts';
import { askValue, type ValueAnswer } from '../value-query.ts';
import { windowOfSource } from '../windows.ts';

const shapes = ['circle', 'square', 'triangle-down', 'triangle-up', 'octagon'] as const;

/** dashboards.md, "7. Blocks", image-overlay: values, signs and labels on a picture. */
export async function showImageOverlay(question: BlockQuestion): Promise<BlockData> {
  const { config, texts } = question;
  const segments = readList(config.segments).map(readObject);
  const answers = await Promise.all(segments.map((segment) => askSegment(question, segment)));
  const seen: Record<string, unknown> = {};
  let newest: number | undefined;
  for (const [index, { found }] of answers.entries()) {
    seen[readText(segments[index]?.id)] = { value: found?.value, time: found && new Date(found.time) };
    if (found) newest = Math.max(newest ?? 0, found.time);
  }
  const missing = answers.find((answer) => answer.missing)?.missing;
  return {
    isEmpty: false,
    data: {
      image: texts.plain(config.imageUrl).trim(),
      color: readColor(config.backgroundColor),
      zoom: readNumber(config.defaultZoom) ?? 0,
      disableZoom: config.disableZoom === true,
      overlays: readList(config.overlays, 100)
        .map(readObject)
        .flatMap((overlay) => tellOverlay(question, overlay, seen)),
      ...(newest === undefined ? {} : { time: new Date(newest).toISOString() }),
      ...tellMissing(missing),
    },
  };
}

/** The value of a segment, each over a window of its own. */
export async function askSegment(question: BlockQuestion, segment: Config): Promise<ValueAnswer> {
  const { selected, attribute } = await selectSegment(question, segment);
  const window = {
    ...question.window,
    duration: windowOfSource(segment, question).duration,
  };
  return askValue(question.reader, { selected, segment, attribute }, window);
}

/** None for an overlay whose place cannot be read. */
function tellOverlay({ texts }: BlockQuestion, overlay: Config, seen: object): object[] {
  const [x, y] = texts.plain(overlay.position).split(',').map(readNumber);
  if (x === undefined || y === undefined) return [];
  const condition = readList(overlay.conditions, 100)
    .map(readObject)
    .find((each) => texts.test(each.condition, seen));
  const chosen = { ...readObject(overlay.defaultCondition), ...condition };
  const image = texts.plain(chosen.imageUrl, seen).trim();
  const type = ['label', 'indicator', 'value', 'bar', 'image'].find((each) => each === overlay.type) ?? 'label';
  const text = texts.markdown(overlay.valueTemplate, seen);
  const popup = texts.markdown(overlay.popupTemplate, seen).trim();
  const shown = {
    ...(overlay.id === undefined ? {} : { id: readText(overlay.id) }),
    type,
    size: ['small', 'medium', 'large'].find((each) => each === overlay.size) ?? 'medium',
    x,
    y,
    color: readColor(chosen.color),
    label: texts.markdown(chosen.label, seen),
    shape: shapes.find((each) => each === chosen.shape) ?? 'circle',
    ...(image === '' ? {} : { image }),
    ...(popup === '' ? {} : { popup }),
    text,
  };
  if (type !== 'bar') return [shown];
  const value = readNumber(texts.plain(overlay.valueTemplate, seen).trim());
  return [
    {
      ...shown,
      ...(value === undefined ? {} : { value }),
      min: readNumber(texts.plain(overlay.min, seen)) ?? 0,
      max: readNumber(texts.plain(overlay.max, seen)) ?? 100,
      length: Math.min(10, Math.max(1, readNumber(overlay.length) ?? 5)),
      orientation: overlay.orientation === 'vertical' ? 'vertical' : 'horizontal',
      backgroundColor: readColor(overlay.backgroundColor),
    },
  ];
}
