import { open } from 'node:fs/promises';
import { type ApiClient, connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { type Command, CommandError, type CommandIo, exitCodes, type Option, UsageError } from './command.ts';
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
    try {
      const result = await importFile({ file, api, values, io, states: expected.states });
      io.stdout.write(
        values.json
          ? `${JSON.stringify(result)}\n`
          : `${countInWords(result)} in application ${result.applicationId}\n`,
      );
      return result.rejected + result.dropped > 0 ? exitCodes.failed : exitCodes.done;
    } catch (error) {
      if (io.signal.aborted) return exitCodes.interrupted;
      throw error;
    }
  },
};

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
  io: CommandIo;
  states: number;
}): Promise<Result> {
  const { file, api, values, io } = context;
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
    if (values['id-map'] !== undefined)
      await writeNew(values['id-map'], `${JSON.stringify(Object.fromEntries(ids))}\n`);
    const upload = new HistoryUpload({
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
    return { ids, upload };
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
  const made = await importKeys({ api, applicationId, keys, ids: loading.ids, file: values['keys-file'], note });
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

const keyFields = ['description', 'filterType', 'pubTopics', 'subTopics', 'deviceIds', 'deviceTags'];

async function importKeys(context: {
  api: ApiClient;
  applicationId: string;
  keys: readonly KeyRecord['key'][];
  ids: IdMap;
  file: string | undefined;
  note: (text: string) => void;
}): Promise<number> {
  const { api, applicationId, keys, ids, file, note } = context;
  if (keys.length === 0) return 0;
  if (file === undefined) {
    note(`${keys.length} access keys were not made: give --keys-file to have new ones made, or make them yourself`);
    return 0;
  }
  const path = `/applications/${applicationId}/keys`;
  // Opened before any is made: a secret that cannot be written down is shown to nobody.
  const handle = await openNew(file);
  try {
    for (const record of keys) {
      const fields = Object.fromEntries(keyFields.filter((name) => name in record).map((name) => [name, record[name]]));
      const key = await api.call('POST', path, { body: mapIds(fields, ids) });
      const { description, key: accessKey, secret } = key;
      await handle.write(`${JSON.stringify({ exportedId: record.id, description, key: accessKey, secret })}\n`);
      if (record.status === 'inactive') await api.call('PATCH', `${path}/${key.id}`, { body: { status: 'inactive' } });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return keys.length;
}

/** For its owner's eyes, and never over something that is there. */
async function openNew(file: string) {
  try {
    return await open(file, 'wx', 0o600);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await openNew(file);
  try {
    await handle.write(text);
  } finally {
    await handle.close();
  }
}
