import { toText } from '../conversions.ts';
import { ExpressionError, TemplateError } from '../errors.ts';
import type { Helper } from '../helper.ts';
import { SafeText } from '../helper.ts';
import { toMarkup } from '../markup.ts';

/** Templates and expressions that are values, and markup. */
export const nestedHelpers: readonly [string, Helper][] = [
  [
    'template',
    {
      call: (values, { context, run }) => run.renderNested(toText(values[0]), values.length > 1 ? values[1] : context),
    },
  ],
  [
    'evalExpression',
    {
      call(values, { context, run }) {
        try {
          return run.evaluateNested(toText(values[0]), values.length > 1 ? values[1] : context);
        } catch (error) {
          throw error instanceof ExpressionError ? new TemplateError(error.message) : error;
        }
      },
    },
  ],
  ['toHtml', { call: ([value]) => new SafeText(toMarkup(value)) }],
];
