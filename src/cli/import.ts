import { type ApiClient, connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { type Command, CommandError, type CommandIo, exitCodes, type Option, UsageError } from './command.ts';
import { NewFile } from './new-file.ts';
import { parseOptions } from './options.ts';
import type { DeviceRecord, KeyRecord, ResourceRecord } from './transfer/format.ts';
import { HistoryUpload } from './transfer/history-upload.ts';
import { type IdMap, importApplication, importDevices, mapIds } from './transfer/import-configuration.ts';
import { checkExport, readExport } from './transfer/read-export.ts';
import { countInWords, importResources } from './transfer/resources.ts';

const options = {
  ...connectionOptions,
  application: {
    type: 'string',
    placeholder: 'ID',
    meaning: 'Load into this application, or go on with an interrupted import',
  },
  name: { type: 'string', placeholder: 'NAME', meaning: 'Name of the new application [that of the exported one]' },
  org: { type: 'string', placeholder: 'ID', meaning: 'The organization that is to own it [whoever calls]' },
  'keys-file': {
    type: 'string',
    placeholder: 'FILE',
    meaning: 'Make new access keys in place of the exported ones, and write them here',
  },
  'id-map': {
    type: 'string',
    placeholder: 'FILE',
    meaning: 'Write here which exported device id has become which, as JSON',
  },
  json: { type: 'boolean', meaning: 'The result as JSON on stdout' },
} as const satisfies Record<string, Option>;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];
const reportEveryMs = 5000;

/** The way in for what `export` has written. */
export const command: Command = {
  summary: 'Make an application of an exported file',
  usage: '[options] FILE',
  options,
  notes: `The file is checked as a whole before anything is made. Devices get new ids (--id-map), and access keys new secrets
(--keys-file), because that is how the API makes them. Importing twice changes nothing: with --application, devices are found
by name and class, and states that are there stay as they are. docs/export-import.md has the details.

${connectionNotes}`,

  async run(parameters, io) {
    const { values, positionals } = parseOptions(options, parameters, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError('It needs a FILE');
    if (values.application !== undefined && (values.name !== undefined || values.org !== undefined)) {
      throw new UsageError('--application goes with neither --name nor --org');
    }
    const expected = await checkExport(file);
    const api = await openApi(values, io);
    // Who goes on with an import has written the ids before; secrets that were written are in no other place.
    const ids = await openFile(values['id-map'], { mayReplace: values.application !== undefined });
    const keys = await openFile(values['keys-file']).catch(async (error) => {
      await ids?.close();
      throw error;
    });
    const reached: Reached = { applicationId: undefined, upload: undefined };
    try {
      const { states } = expected;
      const result = await importFile({ file, api, values, files: { ids, keys }, io, states, reached });
      io.stdout.write(
        values.json
          ? `${JSON.stringify(result)}\n`
          : `${countInWords(result)} in application ${result.applicationId}\n`,
      );
      return result.rejected + result.dropped > 0 ? exitCodes.failed : exitCodes.done;
    } catch (error) {
      if (reached.applicationId !== undefined || io.signal.aborted) {
        io.stderr.write(`${describeInterruption(file, expected.states, reached)}\n`);
      }
      if (!io.signal.aborted) throw error;
      return exitCodes.interrupted;
    } finally {
      await ids?.close();
      await keys?.close();
    }
  },
};

async function openFile(path: string | undefined, options?: { mayReplace: boolean }): Promise<NewFile | undefined> {
  return path === undefined ? undefined : NewFile.open(path, options);
}

/** How far an import has come. */
interface Reached {
  applicationId: string | undefined;
  upload: HistoryUpload | undefined;
}

interface Result {
  readonly applicationId: string;
  readonly devices: number;
  readonly keys: number;
  readonly resources: number;
  readonly states: number;
  readonly rejected: number;
  readonly dropped: number;
}

async function importFile(context: {
  file: string;
  api: ApiClient;
  values: Values;
  files: { readonly ids: NewFile | undefined; readonly keys: NewFile | undefined };
  io: CommandIo;
  states: number;
  reached: Reached;
}): Promise<Result> {
  const { file, api, values, files, io, reached } = context;
  const note = (text: string): void => void io.stderr.write(`${text}\n`);
  let applicationId = '';
  const devices: DeviceRecord['device'][] = [];
  const keys: KeyRecord['key'][] = [];
  const others: ResourceRecord[] = [];
  let loading: { ids: IdMap; upload: HistoryUpload } | undefined;
  let rejected = 0;
  let dropped = 0;
  let reported = performance.now();

  const beginStates = async (): Promise<{ ids: IdMap; upload: HistoryUpload }> => {
    const ids = await importDevices(api, applicationId, devices, (done) => {
      if (done % 500 === 0) note(`${done} of ${devices.length} devices`);
    });
    await files.ids?.write(`${JSON.stringify(Object.fromEntries(ids))}\n`);
    reached.upload = new HistoryUpload({
      api,
      applicationId,
      onRejected: ({ label, message }) => {
        rejected += 1;
        if (rejected <= 100) note(`line ${label}: ${message}`);
      },
      onDropped: ({ label, message }) => {
        dropped += 1;
        if (dropped <= 100) note(`line ${label}: ${message}`);
      },
    });
    return { ids, upload: reached.upload };
  };

  for await (const { line, record } of readExport(file)) {
    io.signal.throwIfAborted();
    switch (record.type) {
      case 'application':
        applicationId = await importApplication(
          api,
          record,
          { applicationId: values.application, orgId: values.org, name: values.name },
          note,
        );
        reached.applicationId = applicationId;
        note(`Importing into application ${applicationId}`);
        break;
      case 'device':
        devices.push(record.device);
        break;
      case 'key':
        keys.push(record.key);
        break;
      case 'resource':
        others.push(record);
        break;
      case 'states': {
        loading ??= await beginStates();
        const deviceId = loading.ids.get(record.deviceId);
        if (deviceId === undefined) throw new CommandError(`${file}, line ${line}: the device is not in the file`);
        for (const [time, data] of record.states) await loading.upload.add({ deviceId, time, data, label: line });
        if (performance.now() - reported < reportEveryMs) break;
        reported = performance.now();
        note(`${loading.upload.stored} of ${context.states} states`);
        break;
      }
    }
  }
  loading ??= await beginStates();
  await loading.upload.flush();
  const resources = await importResources(api, applicationId, { records: others, devices: loading.ids, note });
  const made = await importKeys({ api, applicationId, keys, ids: loading.ids, file: files.keys, note });
  return {
    applicationId,
    devices: devices.length,
    keys: made,
    resources,
    states: loading.upload.stored,
    rejected,
    dropped,
  };
}

/** What an interrupted import has done, and how to go on with it. */
function describeInterruption(file: string, states: number, { applicationId, upload }: Reached): string {
  if (applicationId === undefined) return 'Stopped before anything was made';
  return (
    `Stopped with ${upload?.stored ?? 0} of ${states} states stored in application ${applicationId}; ` +
    `"import --application ${applicationId} ${file}" goes on with it`
  );
}

const keyFields = ['description', 'filterType', 'pubTopics', 'subTopics', 'deviceIds', 'deviceTags'];

async function importKeys(context: {
  api: ApiClient;
  applicationId: string;
  keys: readonly KeyRecord['key'][];
  ids: IdMap;
  file: NewFile | undefined;
  note: (text: string) => void;
}): Promise<number> {
  const { api, applicationId, keys, ids, file, note } = context;
  if (keys.length === 0) return 0;
  if (file === undefined) {
    note(`${keys.length} access keys were not made: give --keys-file to have new ones made, or make them yourself`);
    return 0;
  }
  const path = `/applications/${applicationId}/keys`;
  for (const record of keys) {
    const fields = Object.fromEntries(keyFields.filter((name) => name in record).map((name) => [name, record[name]]));
    const key = await api.call('POST', path, { body: mapIds(fields, ids) });
    const { description, key: accessKey, secret } = key;
    await file.write(`${JSON.stringify({ exportedId: record.id, description, key: accessKey, secret })}\n`);
    if (record.status === 'inactive') await api.call('PATCH', `${path}/${key.id}`, { body: { status: 'inactive' } });
  }
  return keys.length;
}
