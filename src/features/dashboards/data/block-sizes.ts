import { Compile } from 'typebox/compile';
import { invalid } from '../../../kernel/errors.ts';
import { parseJson } from '../../../kernel/json-text.ts';
import { own } from '../../../kernel/own.ts';
import { type DataPost, sizesAsked, widthsAsked } from '../data-schemas.ts';
import type { Block } from '../schemas.ts';
import type { BlockSize } from './block-question.ts';

/** Sizes are taken to full steps, so that those who look at nearly the same ask the same. */
const sizeStep = 20;
const widthStep = 100;
/** What is drawn of a column and a row where nobody says. */
const usual = { column: 300, row: 200 };

/** Blocks whose templates or scripts see their size. */
const sized: ReadonlySet<string> = new Set(['custom-chart', 'custom-html']);

/** The sizes of those blocks for which they make a difference. */
export function sizesOf(
  blocks: readonly Block[],
  { sizes = {}, width = {}, theme }: Pick<DataPost, 'sizes' | 'width' | 'theme'>,
  usualTheme: BlockSize['theme'],
): ReadonlyMap<string, BlockSize> {
  return new Map(
    blocks.flatMap((block): [string, BlockSize][] => {
      const pixels = block.blockType === 'graph' ? own(width, block.id) : undefined;
      if (pixels !== undefined) {
        return [[block.id, { ...unsized, pixels: Math.ceil(pixels / widthStep) * widthStep }]];
      }
      if (!sized.has(block.blockType)) return [];
      const asked = own(sizes, block.id) ?? { width: block.width * usual.column, height: block.height * usual.row };
      const toStep = (value: number): number => Math.max(sizeStep, Math.floor(value / sizeStep) * sizeStep);
      return [[block.id, { width: toStep(asked.width), height: toStep(asked.height), theme: theme ?? usualTheme }]];
    }),
  );
}

/** Of a block that looks the same in every size. */
export const unsized: BlockSize = { width: 0, height: 0, theme: 'light' };

const sizesCheck = Compile(sizesAsked);
const widthsCheck = Compile(widthsAsked);

/** The sizes of a stream's query. @throws AppError Validation */
export function parseSizes(text: string): NonNullable<DataPost['sizes']> {
  const value = parse(text, 'sizes');
  if (!sizesCheck.Check(value)) throw invalid('sizes', 'must be a JSON object of widths and heights by block');
  return value;
}

/** As `parseSizes`. @throws AppError Validation */
export function parseWidths(text: string): NonNullable<DataPost['width']> {
  const value = parse(text, 'width');
  if (!widthsCheck.Check(value)) throw invalid('width', 'must be a JSON object of pixels by block');
  return value;
}

function parse(text: string, field: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalid(field, 'must be JSON');
  }
}
