/**
 * The languages of workflows (workflows.md, "4. Paths, templates, expressions"): payload paths, templates, JSON templates and expressions. Pure functions
 * that run in a worker thread as well as on the main thread. Compiled texts are cached, by count and characters; whatever
 * can take long or become large has a bound.
 */

export { isTrue, printedAs, toNumber, toScriptText, toText } from './conversions.ts';
export { ExpressionError, PathError, TemplateError, type TextPosition } from './errors.ts';
export type { Helper, HelperCall, Helpers } from './helper.ts';
export { formatNumber } from './helpers/formats.ts';
export { standardHelpers } from './helpers/index.ts';
export {
  compileExpression,
  compileJsonTemplate,
  compileTemplate,
  type Expression,
  type JsonTemplate,
  type Template,
  type TemplateOptions,
} from './languages.ts';
export { readTime } from './moments.ts';
export { type PathStep, type PayloadPath, parsePath, readPath, removePath, writePath } from './paths.ts';
export { matchesPattern } from './patterns.ts';
export { copyPayload, decodePayload, encodePayload, fitsPayload, payloadBytes } from './payload.ts';
export { distanceBetween, isInside, type Position, readPolygon, readPosition } from './positions.ts';
export { isContainer, isObject } from './values.ts';
