import { AppError } from '../../../kernel/errors.ts';
import { type BlockData, type BlockQuestion, NotAvailableError } from './block-question.ts';
import { showGauge } from './blocks/gauge.ts';
import { showGraph } from './blocks/graph.ts';
import { showIndicator } from './blocks/indicator.ts';
import { showDeviceCount, showImage, showSectionHeader, showSegments } from './blocks/simple.ts';
import { showDeviceList, showEventList, showOpenEvents, showStateTable } from './blocks/tables.ts';
import { QuestionError } from './reader.ts';

type ShowBlock = (question: BlockQuestion) => Promise<BlockData>;

/** The types that are drawn; a block of any other type is shown by its name. */
const shown: ReadonlyMap<string, ShowBlock> = new Map<string, ShowBlock>([
  ['bar', showSegments],
  ['device-count', showDeviceCount],
  ['device-list', showDeviceList],
  ['device-state-table', showStateTable],
  ['event-list', showEventList],
  ['gauge', showGauge],
  ['graph', showGraph],
  ['image', showImage],
  ['indicator', showIndicator],
  ['open-event-indicator', showOpenEvents],
  ['pie', showSegments],
  ['section-header', showSectionHeader],
]);

/** What became of the question of one block. */
export interface ShownBlock {
  readonly status: 'ok' | 'empty' | 'error' | 'unsupported';
  readonly data: Readonly<Record<string, unknown>>;
  /** In words, for those who may edit the dashboard. */
  readonly error?: string;
  readonly truncated: boolean;
}

/** Answers the question of one block. One that fails does so alone (dashboards.md, "5. Data: one request, one stream"). */
export async function showBlock(question: BlockQuestion, report: (error: unknown) => void): Promise<ShownBlock> {
  const { block, texts } = question;
  const isHeader = block.blockType === 'section-header';
  const head = isHeader ? {} : { title: texts.plain(block.title), description: texts.markdown(block.description) };
  const show = shown.get(block.blockType);
  if (!show) return { status: 'unsupported', data: head, truncated: false };
  try {
    const { data, isEmpty = false, truncated = false } = await show(question);
    return { status: isEmpty ? 'empty' : 'ok', data: { ...head, ...data, ...warningsOf(question) }, truncated };
  } catch (error) {
    return { status: 'error', data: head, error: describe(error, report), truncated: false };
  }
}

function warningsOf({ texts }: BlockQuestion) {
  return texts.warnings.size === 0 ? {} : { warnings: [...texts.warnings] };
}

function describe(error: unknown, report: (error: unknown) => void): string {
  if (error instanceof QuestionError || error instanceof NotAvailableError) return error.message;
  if (error instanceof AppError) return error.message;
  // A template that selects data, in the words of the language.
  if (error instanceof Error && /^(Template|Expression|Path)Error$/.test(error.constructor.name)) return error.message;
  report(error);
  return 'the block could not be read';
}
