import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, ApiError, connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { type Command, CommandError, exitCodes, type Option, UsageError } from './command.ts';
import { parseOptions } from './options.ts';
import { packFolder } from './transfer/pack-folder.ts';

const options = {
  ...connectionOptions,
  name: { type: 'string', placeholder: 'NAME', meaning: "Name of the new application [the template's]" },
  owner: { type: 'string', placeholder: 'ID', meaning: 'The organization that is to own it [whoever calls]' },
  enable: { type: 'boolean', meaning: 'Switch the workflows on, once everything is there' },
  include: {
    type: 'string',
    placeholder: 'LIST',
    default: 'devices,rows,files',
    mayBeEmpty: true,
    meaning: 'Which of devices, rows (of data tables) and files come along',
  },
  json: { type: 'boolean', meaning: 'The result as JSON on stdout' },
} as const satisfies Record<string, Option>;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

const choices: Readonly<Record<string, string>> = {
  devices: 'includeDevices',
  rows: 'includeDataTableRows',
  files: 'includeFiles',
};
/** Between two looks at rows and files that are being stored. */
const pollMs = 300;

interface Problem {
  readonly type: string;
  readonly name: string;
  readonly message: string;
}

interface Import {
  readonly state: string;
  readonly error?: string;
  readonly imported: Readonly<Record<string, number>>;
  readonly contents: number;
  readonly contentsDone: number;
  readonly validationErrors: readonly Problem[];
  readonly validationErrorCount: number;
}

/** A bundle of an application, such as a published template, as a new application. */
export const command: Command = {
  summary: 'Make an application of a template or another bundle',
  usage: '[options] FOLDER',
  options,
  notes: `FOLDER is an application's bundle as text: what an export of one unpacks to, or a published template. What this server
knows nothing of, and what breaks a rule, is left out and said; docs/bundles.md has the details.

${connectionNotes}`,

  async run(parameters, io) {
    const { values, positionals } = parseOptions(options, parameters, 1);
    const [folder] = positionals;
    if (folder === undefined) throw new UsageError('It needs a FOLDER');
    const fields = readFields(values);
    const note = (text: string): void => void io.stderr.write(`${text}\n`);
    const bundle = await packFolder(folder, (path) => note(`${path} is left out: it is a link, or no file`));
    const api = await openApi(values, io);
    let applicationId: string | undefined;
    try {
      applicationId = await send(api, bundle, fields, note);
      const done = await waitForEnd(api, applicationId, { signal: io.signal, note });
      if (values.name !== undefined) {
        await api.call('PATCH', `/applications/${applicationId}`, { body: { name: values.name }, idempotent: true });
      }
      const enabled = values.enable && (done.imported.flow ?? 0) > 0 ? await enableWorkflows(api, applicationId) : 0;
      const { imported, validationErrors, validationErrorCount } = done;
      const result = {
        applicationId,
        imported,
        enabled,
        leftOut: validationErrors,
        leftOutCount: validationErrorCount,
      };
      io.stdout.write(values.json ? `${JSON.stringify(result)}\n` : describe(result));
      if (done.state === 'done') return exitCodes.done;
      throw new CommandError(`some rows or files could not be stored: ${done.error ?? 'the import failed'}`);
    } catch (error) {
      if (!io.signal.aborted) throw error;
      if (applicationId !== undefined)
        note(`The server goes on storing rows and files in application ${applicationId}`);
      return exitCodes.interrupted;
    }
  },
};

function readFields({ include, owner }: Values): Record<string, string> {
  const wanted = (include ?? '').split(',').filter((each) => each !== '');
  const unknown = wanted.find((each) => !Object.hasOwn(choices, each));
  if (unknown !== undefined)
    throw new UsageError(`--include takes ${Object.keys(choices).join(', ')}, not '${unknown}'`);
  return {
    ...(owner === undefined ? {} : { ownerId: owner, ownerType: 'organization' }),
    ...Object.fromEntries(wanted.map((each) => [choices[each], 'true'])),
  };
}

async function send(
  api: ApiClient,
  bundle: Uint8Array<ArrayBuffer>,
  fields: Record<string, string>,
  note: (text: string) => void,
): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('importBundle', new Blob([bundle]), 'bundle.zip');
  try {
    const { application } = await api.call<{ application: { id: string } }>('POST', '/applications/import', { form });
    return application.id;
  } catch (error) {
    if (error instanceof ApiError) {
      for (const problem of (error.body.validationErrors ?? []) as Problem[]) note(inWords(problem));
    }
    throw error;
  }
}

/** Rows and files are stored after the answer. */
async function waitForEnd(
  api: ApiClient,
  applicationId: string,
  { signal, note }: { signal: AbortSignal; note: (text: string) => void },
): Promise<Import> {
  for (let told = -1; ; ) {
    const { items } = await api.call<{ items: Import[] }>('GET', `/applications/${applicationId}/imports`);
    const [newest] = items;
    if (!newest) throw new CommandError('the server knows nothing of the import any more');
    if (newest.state === 'done' || newest.state === 'failed') return newest;
    if (newest.contentsDone !== told) note(`${newest.contentsDone} of ${newest.contents} files and tables`);
    told = newest.contentsDone;
    await sleep(pollMs, undefined, { signal });
  }
}

async function enableWorkflows(api: ApiClient, applicationId: string): Promise<number> {
  const path = `/applications/${applicationId}/flows`;
  let enabled = 0;
  for await (const { id } of api.list<{ id: string }>(path)) {
    await api.call('PATCH', `${path}/${id}`, { body: { enabled: true }, idempotent: true });
    enabled += 1;
  }
  return enabled;
}

function describe(result: {
  applicationId: string;
  imported: Import['imported'];
  enabled: number;
  leftOut: readonly Problem[];
  leftOutCount: number;
}): string {
  const { applicationId, imported, enabled, leftOut, leftOutCount } = result;
  const loaded = Object.entries(imported).map(([type, count]) => `  ${count} ${type}`);
  const more = leftOutCount - leftOut.length;
  return [
    `Application ${applicationId}`,
    'Loaded:',
    ...(loaded.length > 0 ? loaded.sort() : ['  nothing but the application itself']),
    ...(enabled > 0 ? [`Switched on: ${enabled} workflows`] : []),
    ...(leftOut.length > 0 ? ['Left out or changed:', ...leftOut.map((problem) => `  ${inWords(problem)}`)] : []),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n');
}

function inWords({ type, name, message }: Problem): string {
  return name === '' ? `${type}: ${message}` : `${type} "${name}": ${message}`;
}
