import { parseJson } from '../../../../kernel/json-text.ts';
import { compileTemplate } from '../../../../platform/language/index.ts';
import type { BlockData, BlockQuestion } from '../block-question.ts';
import { readObject, readText } from '../config.ts';
import { readDatasets } from '../datasets.ts';
import { QuestionError } from '../reader.ts';

/** dashboards.md, "7. Blocks", custom-chart: a specification of Vega or Vega-Lite, and the data that it names. */
export async function showCustomChart(question: BlockQuestion): Promise<BlockData> {
  const { config, common, block, size } = question;
  const { datasets, truncated } = await readDatasets(question);
  const values = { ...common, block: { id: block.id, title: block.title ?? '', ...size } };
  const specification = compileTemplate(readText(config.configuration), { escape: 'json' }).render(values);
  const [, name, number] = /^(vegaLite|vega)(\d+)$/.exec(readText(config.vegaVersion)) ?? [];
  const problem = findProblem(specification);
  return {
    truncated,
    isEmpty: specification.trim() === '',
    data: {
      language: name === 'vega' ? 'vega' : 'vega-lite',
      ...(number === undefined ? {} : { version: Number(number) }),
      specification,
      datasets,
      ...(problem === undefined ? {} : { problem }),
    },
  };
}

/** What of a specification is no JSON, with its line. */
function findProblem(specification: string): string | undefined {
  if (specification.trim() === '') return undefined;
  try {
    parseJson(specification);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const line =
      position === undefined ? '' : ` in line ${specification.slice(0, Number(position)).split('\n').length}`;
    return `the configuration is no JSON${line}: ${message}`;
  }
}

/** dashboards.md, "9. Maps, images, frames, foreign code (ours)", custom-html: a page of the owner's, for a frame of its own. */
export async function showCustomHtml(question: BlockQuestion): Promise<BlockData> {
  const { config, common, block, size } = question;
  const { headContent, bodyContent } = readObject(config.configuration);
  const { datasets, truncated } = await readDatasets(question);
  const about = { id: block.id, title: block.title ?? '', ...size };
  const render = (text: unknown) => compileTemplate(readText(text)).render({ ...common, block: about });
  return {
    truncated,
    data: {
      head: render(headContent),
      body: render(bodyContent),
      queries: datasets,
      context: common.ctx,
      dashboard: common.dashboard,
      block: about,
    },
  };
}

/** dashboards.md, "9. Maps, images, frames, foreign code (ours)", iframe: a page of a host that the operator has allowed. */
export async function showFrame({ config, texts, sources }: BlockQuestion): Promise<BlockData> {
  const text = texts.plain(config.url).trim();
  if (text === '') return { isEmpty: true, data: { url: '' } };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '')
    throw new QuestionError('the address of a frame must be https://');
  const { frames } = sources.hosts;
  if (frames.includes('*') || frames.includes(url.host)) return { data: { url: url.href } };
  return { data: { url: '', isBlocked: true, host: url.host, setting: 'SIGNALBOX_FRAME_HOSTS' } };
}
