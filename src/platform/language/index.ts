/**
 * The languages of workflows (workflows.md, 4): payload paths, templates, JSON templates and expressions. Pure functions
 * that run in a worker thread as well as on the main thread. Compiled texts are cached, by count and characters; whatever
 * can take long or become large has a bound.
 */

export {
  compileExpression,
  compileJsonTemplate,
  compileTemplate,
  type Expression,
  type JsonTemplate,
  type Template,
  type TemplateOptions,
} from './compile.ts';
export { ExpressionError, PathError, TemplateError, type TextPosition } from './errors.ts';
export { type PathStep, type PayloadPath, parsePath, readPath, removePath, writePath } from './paths.ts';
export { copyPayload, decodePayload, encodePayload, payloadBytes } from './payload.ts';
