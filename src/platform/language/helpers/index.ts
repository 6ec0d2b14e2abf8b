import type { Helper, Helpers } from '../helper.ts';
import { collectionHelpers } from './collections.ts';
import { comparisonHelpers } from './comparisons.ts';
import { dateHelpers } from './dates.ts';
import { encodingHelpers } from './encodings.ts';
import { formatHelpers } from './formats.ts';
import { gpsHelpers } from './gps.ts';
import { nestedHelpers } from './nested.ts';
import { numberHelpers } from './numbers.ts';
import { textHelpers } from './texts.ts';

/** The helpers of workflows (workflows.md, "4. Paths, templates, expressions"); views and dashboards have some more. */
export const standardHelpers: Helpers = new Map<string, Helper>([
  ...comparisonHelpers,
  ...numberHelpers,
  ...textHelpers,
  ...collectionHelpers,
  ...encodingHelpers,
  ...formatHelpers,
  ...dateHelpers,
  ...gpsHelpers,
  ...nestedHelpers,
]);
