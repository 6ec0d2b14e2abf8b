import { type BlockData, type BlockQuestion, readColor, selectSegment, tellMissing } from '../block-question.ts';
import { readList, readNumber, readObject, readText } from '../config.ts';
import { askValue } from '../value-query.ts';

/** dashboards.md, "7. Blocks", gauge: one value, as a number or a shape. */
export async function showGauge(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, window, reader } = question;
  const segment = readObject(config.segment);
  const { selected, attribute } = await selectSegment(question, segment);
  const { found, missing } = await askValue(reader, { selected, segment, attribute }, window);
  const raw = found?.value;
  const value =
    raw === undefined ? undefined : texts.evaluate(segment.expression, { value: raw, time: found?.time }, raw);
  const min = readNumber(texts.plain(config.gaugeMin));
  const max = readNumber(texts.plain(config.gaugeMax));
  const number = typeof value === 'boolean' ? Number(value) : value;
  const hasShape = readText(config.gaugeType) !== 'number' && typeof number === 'number';
  const hasRange = min !== undefined && max !== undefined && max > min;
  const percent = typeof number === 'number' && hasRange ? (100 * (number - min)) / (max - min) : undefined;
  const seen = { value, time: found && new Date(found.time), percent };
  const condition = readList(config.conditions)
    .map(readObject)
    .find((each) => texts.test(each.condition, seen));
  const unit = selected.devices[0]?.attributes.get(attribute)?.attributeTags?.unit;
  return {
    isEmpty: found === undefined,
    truncated: selected.truncated,
    data: {
      gaugeType: hasShape && hasRange ? readText(config.gaugeType) || 'number' : 'number',
      value,
      time: found && new Date(found.time).toISOString(),
      label: texts.markdown(segment.label, seen) || attribute,
      color: readColor(condition?.color) ?? readColor(segment.color),
      ...(hasRange ? { min, max } : {}),
      percent,
      asPercentage: config.displayAsPercentage === true && hasRange,
      precision: readNumber(config.precision) ?? 4,
      precisionType: config.precisionType === 'floating' ? 'floating' : 'significant',
      ...(unit === undefined ? {} : { unit }),
      ...tellMissing(missing),
    },
  };
}
