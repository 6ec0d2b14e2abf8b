import type { TSchema } from 'typebox';
import { parametersOf } from '../../../kernel/actions.ts';
import { invalid, notFound } from '../../../kernel/errors.ts';
import { cutText } from '../../../kernel/text.ts';
import type { InProcessCalls, KnownAction } from '../../../platform/http/in-process-calls.ts';
import { toScriptText } from '../../../platform/language/index.ts';
import { actAs } from './applications.ts';
import type { Effects } from './effects.ts';

/** What a payload can hold (workflows.md, "3. The run"). */
const maxAnswerBytes = 5 * 1024 * 1024;
/** What clients add to every call, and no action knows. */
const clientParameters = new Set(['_actions', '_links', '_embedded', 'losantdomain']);

/**
 * Actions of the API in the name of the workflow, inside the server: every rule of the API holds. What is not of the application, nodes
 * do not find.
 */
export function apiEffects(calls: () => InProcessCalls): Effects['api'] {
  const findAction = (name: string): KnownAction => {
    const known = calls().find(name);
    const isOfApplications = known?.action.path.startsWith('/applications/{applicationId}');
    if (!known || !isOfApplications || !known.action.scopes.includes('all.Application')) {
      throw notFound(`The action ${cutText(name, 100)}`);
    }
    return known;
  };
  return {
    async call(caller, { action, parameters = {}, ...request }) {
      findAction(action);
      const { applicationId } = caller.application;
      const ofApplication = { ...parameters, applicationId };
      return calls().call(actAs(caller), { ...request, action, parameters: ofApplication, maxAnswerBytes });
    },
    async callByNames(caller, { action, parameters, token }) {
      const { applicationId } = caller.application;
      const known = token === undefined ? findAction(action) : calls().find(action);
      if (!known) throw notFound(`The action ${cutText(action, 100)}`);
      // A token has rights of its own, elsewhere too.
      const named = token === undefined ? { ...parameters, applicationId } : { applicationId, ...parameters };
      const request = { action, ...sort(known, named), maxAnswerBytes };
      return calls().call(token === undefined ? actAs(caller) : { token }, request);
    },
  };
}

/** What of the parameters, which clients take all together, goes into the path, the query and the body. */
function sort({ action, query, takesBody }: KnownAction, given: Readonly<Record<string, unknown>>) {
  const inPath = new Set(parametersOf(action.path));
  const inQuery = (query as { properties?: Readonly<Record<string, TSchema>> } | undefined)?.properties ?? {};
  const parameters: Record<string, string> = {};
  const asked: Record<string, unknown> = {};
  const rest: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (inPath.has(name)) parameters[name] = toScriptText(value);
    else if (Object.hasOwn(inQuery, name)) asked[name] = toQueryValue(value, inQuery[name]);
    else if (name !== 'applicationId' && !clientParameters.has(name)) rest.push([name, value]);
  }
  // Clients leave out what an action without a body does not know.
  if (!takesBody) return { parameters, query: asked };
  if (rest.length > 1) throw invalid(rest[1]?.[0] ?? 'params', `is no parameter of ${action.name}`);
  return { parameters, query: asked, ...(rest[0] ? { body: rest[0][1] } : {}) };
}

/** Queries of devices and events travel as JSON texts. */
function toQueryValue(value: unknown, schema: TSchema | undefined): unknown {
  const isText = (schema as { type?: unknown } | undefined)?.type === 'string';
  return isText && typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
