import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';
import { apiVersion, logIn, type SalesforceSession } from '../salesforce-login.ts';

const actions = ['find', 'count', 'create', 'update', 'destroy'] as const;
type Action = (typeof actions)[number];
/** Salesforce gives all fields of so many records at once. */
const maxFound = 200;

export const salesforceNode: NodeType = {
  type: 'SalesforceNode',
  label: 'Salesforce Cases',
  summary: 'Finds, counts, creates, changes and deletes cases of Salesforce.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'username', kind: 'template', label: 'User name', required: true },
    { key: 'password', kind: 'template', label: 'Password', required: true },
    { key: 'token', kind: 'template', label: 'Security token', help: 'Where the account asks for one.' },
    { key: 'action', kind: 'select', label: 'Action', options: actions, required: true },
    {
      key: 'params',
      kind: 'list',
      label: 'Parameters',
      help: 'Of create record, of update record with Id, of destroy recordId, of find and count conditions.',
      maxEntries: 10,
      fields: [
        { key: 'name', kind: 'select', label: 'Name', options: ['record', 'recordId', 'conditions'] },
        {
          key: 'value',
          kind: 'json',
          kindBy: { key: 'name', kinds: { recordId: 'template' } },
          label: 'Value',
          help: 'An object of fields, such as Status, Origin and Subject; of recordId the id.',
        },
      ],
    },
    resultField({ help: 'An object with success and errors, and with id, items or count.' }),
  ],
  example: {
    username: '{{globals.salesforceUser}}',
    password: '{{globals.salesforcePassword}}',
    token: '{{globals.salesforceToken}}',
    action: 'create',
    params: [{ name: 'record', value: { Status: 'New', Origin: 'Web', Subject: '{{deviceName}} is too warm' } }],
    resultPath: 'working.case',
  },
  async run(context) {
    const { config } = context;
    const login = {
      username: config.requiredText('username', { escape: false }),
      password: config.requiredText('password') + config.text('token').trim(),
    };
    const act = readAction(config);
    try {
      config.write('resultPath', await act(context, await logIn(context, login)));
    } catch (error) {
      if (!isActionError(error)) throw error;
      config.write('resultPath', { success: false, errors: [`Error: ${error.message}`] });
    }
  },
};

type Act = (context: NodeContext, session: SalesforceSession) => Promise<object>;

/** What is to be done, with all templates rendered. */
function readAction(config: NodeConfig): Act {
  const action = config.choice<Action | ''>('action', '');
  switch (action) {
    case 'create': {
      const record = readFields(config, 'record');
      return async (context, session) => {
        const said = await ask(context, session, { method: 'POST', path: 'sobjects/Case', body: record });
        return isObject(said) ? said : { success: true, errors: [] };
      };
    }
    case 'update': {
      const { Id, ...record } = readFields(config, 'record');
      const id = readId(Id ?? readText(config, 'recordId'));
      return (context, session) => change(context, session, { method: 'PATCH', id, body: record });
    }
    case 'destroy': {
      const id = readId(readText(config, 'recordId'));
      return (context, session) => change(context, session, { method: 'DELETE', id });
    }
    case 'find':
    case 'count': {
      const where = toWhere(readFields(config, 'conditions'));
      return (context, session) => (action === 'find' ? find(context, session, where) : count(context, session, where));
    }
    default:
      throw new NodeError('ValidationError', `There is no action ${action}`);
  }
}

async function change(
  context: NodeContext,
  session: SalesforceSession,
  { id, ...call }: { readonly method: string; readonly id: string; readonly body?: unknown },
): Promise<object> {
  await ask(context, session, { ...call, path: `sobjects/Case/${encodeSegment(id)}` });
  return { id, success: true, errors: [] };
}

async function find(context: NodeContext, session: SalesforceSession, where: string): Promise<object> {
  const said = await query(context, session, `SELECT FIELDS(ALL) FROM Case${where} LIMIT ${maxFound}`);
  return { success: true, errors: [], items: Array.isArray(said.records) ? said.records : [] };
}

async function count(context: NodeContext, session: SalesforceSession, where: string): Promise<object> {
  const said = await query(context, session, `SELECT COUNT() FROM Case${where}`);
  return { success: true, errors: [], count: said.totalSize };
}

async function query(context: NodeContext, session: SalesforceSession, text: string) {
  const said = await ask(context, session, { method: 'GET', path: `query?${new URLSearchParams({ q: text })}` });
  return isObject(said) ? said : {};
}

async function ask(
  context: NodeContext,
  { origin, sessionId }: SalesforceSession,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<unknown> {
  const answer = await requestOutside(context, {
    method,
    url: `${origin}/services/data/v${apiVersion}/${path}`,
    headers: {
      authorization: `Bearer ${sessionId}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
  });
  requireSuccess(answer);
  return answer.body.byteLength === 0 ? undefined : readJsonAnswer(answer);
}

function findParameter(config: NodeConfig, name: string): NodeConfig | undefined {
  return config.list('params').find((entry) => entry.plain('name').trim() === name);
}

function readText(config: NodeConfig, name: string): string {
  return findParameter(config, name)?.text('value', { escape: false }).trim() ?? '';
}

/** The fields of an object whose values are templates, or of a JSON template; those that are empty are left out. */
function readFields(config: NodeConfig, name: string): Record<string, unknown> {
  const parameter = findParameter(config, name);
  const raw = parameter?.raw('value');
  const given = isObject(raw)
    ? Object.fromEntries(Object.keys(raw).map((key) => [key, config.with(raw).text(key, { escape: false })]))
    : parameter?.json('value');
  if (given === undefined) return {};
  if (!isObject(given)) throw new NodeError('ValidationError', `${name} is no object`);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '' && value !== undefined));
}

function readId(given: unknown): string {
  if (typeof given !== 'string' || !/^[a-z0-9]{15,18}$/i.test(given)) {
    throw new NodeError('ValidationError', 'The id of the record is none of Salesforce');
  }
  return given;
}

/** All of them must hold. Values are quoted, as SOQL quotes them; names are names. */
function toWhere(conditions: Readonly<Record<string, unknown>>): string {
  const terms = Object.entries(conditions).map(([name, value]) => {
    if (!/^\w{1,80}$/.test(name)) throw new NodeError('ValidationError', `There is no field ${name}`);
    const text = typeof value === 'string' ? quote(value) : value;
    if (typeof text === 'object' && text !== null)
      throw new NodeError('ValidationError', `${name} must be a plain value`);
    return `${name} = ${String(text)}`;
  });
  return terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quote(text: string): string {
  const escaped = text.replaceAll(/[\\'"]/g, (found) => `\\${found}`);
  return `'${escaped.replaceAll(/[\n\r\t]/g, (found) => escapes[found] ?? '')}'`;
}
