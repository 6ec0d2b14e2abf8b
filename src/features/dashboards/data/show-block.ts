import { AppError } from '../../../kernel/errors.ts';
import { ExpressionError, PathError, TemplateError } from '../../../platform/language/index.ts';
import { type BlockData, type BlockQuestion, NotAvailableError } from './block-question.ts';
import { showCustomChart, showCustomHtml, showFrame } from './blocks/custom.ts';
import { showGauge } from './blocks/gauge.ts';
import { showGraph } from './blocks/graph.ts';
import { showImageOverlay } from './blocks/image-overlay.ts';
import { showIndicator } from './blocks/indicator.ts';
import { showInput } from './blocks/input.ts';
import {
  showApplicationList,
  showDashboardList,
  showDataTable,
  showDeviceLog,
  showWorkflowList,
} from './blocks/lists.ts';
import { showHeatmap, showMap, showPositionChart } from './blocks/places.ts';
import { showDeviceCount, showImage, showSectionHeader, showSegments } from './blocks/simple.ts';
import { showDeviceList, showEventList, showOpenEvents, showStateTable } from './blocks/tables.ts';
import { QuestionError } from './reader.ts';
import { isOfNow } from './windows.ts';

type ShowBlock = (question: BlockQuestion) => Promise<BlockData>;

/** A block of any other type is from a later version, and is shown by its name. */
const shown: ReadonlyMap<string, ShowBlock> = new Map<string, ShowBlock>([
  ['application-list', showApplicationList],
  ['bar', showSegments],
  ['custom-chart', showCustomChart],
  ['custom-html', showCustomHtml],
  ['dashboard-list', showDashboardList],
  ['data-table', showDataTable],
  ['device-count', showDeviceCount],
  ['device-list', showDeviceList],
  ['device-log', showDeviceLog],
  ['device-state-table', showStateTable],
  ['event-list', showEventList],
  ['gauge', showGauge],
  ['graph', showGraph],
  ['heatmap', showHeatmap],
  ['iframe', showFrame],
  ['image', showImage],
  ['image-overlay', showImageOverlay],
  ['indicator', showIndicator],
  ['input', showInput],
  ['map', showMap],
  ['open-event-indicator', showOpenEvents],
  ['pie', showSegments],
  ['position-chart', showPositionChart],
  ['section-header', showSectionHeader],
  ['workflow-list', showWorkflowList],
]);

/** What became of the question of one block. */
export interface ShownBlock {
  readonly status: 'ok' | 'empty' | 'error' | 'unsupported';
  readonly data: Readonly<Record<string, unknown>>;
  /** In words, for those who may edit the dashboard. */
  readonly error?: string;
  readonly truncated: boolean;
}

/** Returns what one block shows. One that fails does so alone (dashboards.md, "5. Data: one request, one stream"). */
export async function showBlock(question: BlockQuestion, report: (error: unknown) => void): Promise<ShownBlock> {
  const { block, texts } = question;
  const isHeader = block.blockType === 'section-header';
  const head = isHeader
    ? {}
    : { title: texts.plain(block.title), description: texts.markdown(block.description), ...windowOf(question) };
  const show = shown.get(block.blockType);
  if (!show) return { status: 'unsupported', data: head, truncated: false };
  try {
    const { data, isEmpty = false, truncated = false } = await show(question);
    return { status: isEmpty ? 'empty' : 'ok', data: { ...head, ...data, ...warningsOf(question) }, truncated };
  } catch (error) {
    return { status: 'error', data: head, error: describe(error, report), truncated: false };
  }
}

/** How far back a block reaches that shows what was in a time; those with sources of their own windows say nothing. */
function windowOf({ block, window }: BlockQuestion) {
  return window.duration > 0 && !isOfNow(block.blockType) ? { window: window.duration } : {};
}

function warningsOf({ texts }: BlockQuestion) {
  return texts.warnings.size === 0 ? {} : { warnings: [...texts.warnings] };
}

/** What is wrong with how a block is made, in words for those who may edit it; undefined for what its maker cannot mend. */
function findReason(error: unknown): string | undefined {
  if (error instanceof QuestionError || error instanceof NotAvailableError) return error.message;
  if (error instanceof AppError) return error.message;
  // A template that selects data, in the words of the language.
  const isOfTemplate = error instanceof TemplateError || error instanceof ExpressionError || error instanceof PathError;
  return isOfTemplate ? error.message : undefined;
}

/**
 * What is done with a block otherwise than by showing it: what is wrong with how the block is made is a refusal then.
 *
 * @throws AppError Validation
 */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = findReason(error);
    throw reason === undefined ? error : new AppError('Validation', reason);
  }
}

function describe(error: unknown, report: (error: unknown) => void): string {
  const reason = findReason(error);
  if (reason !== undefined) return reason;
  report(error);
  return 'the block could not be read';
}
