import { type BlockData, type BlockQuestion, readColor, selectSegment, tellMissing } from '../block-question.ts';
import { readList, readObject } from '../config.ts';
import { askValue } from '../value-query.ts';

/** dashboards.md, "7. Blocks", indicator: a colour and a label by the first condition that holds. */
export async function showIndicator(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, window, reader } = question;
  const segments = readList(config.segments).map(readObject);
  const values = await Promise.all(
    segments.map(async (segment) => {
      const { selected, attribute } = await selectSegment(question, segment);
      return askValue(reader, { selected, segment, attribute }, window);
    }),
  );
  const seen: Record<string, unknown> = {};
  let newest: number | undefined;
  for (const [index, { found }] of values.entries()) {
    seen[`value-${index}`] = found?.value;
    seen[`time-${index}`] = found && new Date(found.time);
    if (found) newest = Math.max(newest ?? 0, found.time);
  }
  if (newest !== undefined) seen.lastUpdated = new Date(newest);
  const condition = readList(config.conditions)
    .map(readObject)
    .find((each) => texts.test(each.condition, seen));
  const chosen = condition ?? readObject(config.defaultCondition);
  const missing = values.find((value) => value.missing)?.missing;
  return {
    isEmpty: values.every(({ found }) => found === undefined),
    data: {
      label: texts.markdown(chosen.label, seen),
      color: readColor(chosen.color),
      isDefault: condition === undefined,
      ...(newest === undefined ? {} : { time: new Date(newest).toISOString() }),
      ...tellMissing(missing),
    },
  };
}
