import type { NodeContext } from './context.ts';
import { ActionError, isActionError, toErrorShape } from './errors.ts';

/**
 * Does the action of a soft node: when it fails, `{error:{type,message}}` goes to the result path (and is dropped without one)
 * instead of ending the run. Templates are to be rendered before: what is wrong with them throws regardless (workflows.md, "3. The run").
 */
export async function softly(
  { config }: NodeContext,
  resultKey: string,
  action: () => unknown | Promise<unknown>,
): Promise<void> {
  try {
    config.write(resultKey, await action());
  } catch (error) {
    if (!isActionError(error)) throw error;
    const { name, message } = toErrorShape(error);
    config.write(resultKey, { error: { type: name, message } });
  }
}

/**
 * Does the action of a node with `errorBehavior`: a failure throws, unless it is `payloadPath`: then `{error:{name,message}}`
 * goes to `errorPath`, and the path goes on.
 */
export async function byErrorBehavior(
  { config }: NodeContext,
  action: () => unknown | Promise<unknown>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isActionError(error) || config.plain('errorBehavior') !== 'payloadPath') throw error;
    const details = error instanceof ActionError ? error.details : undefined;
    const { name, message } = toErrorShape(error);
    config.write('errorPath', { error: { name, message }, ...details });
  }
}

/**
 * Does the action of a node of a cloud's storage: when it fails, `{error}`, a text, goes to the result path with what is said of failures.
 * Templates are to be rendered before.
 */
export async function orErrorText(
  { config }: NodeContext,
  resultKey: string,
  failed: object,
  action: () => Promise<object>,
): Promise<void> {
  try {
    config.write(resultKey, await action());
  } catch (error) {
    if (!isActionError(error)) throw error;
    config.write(resultKey, { ...failed, error: error.message });
  }
}
