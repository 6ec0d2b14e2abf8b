import { normalizeText } from '../kernel/text.ts';
import { type ApiClient, connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { type Command, CommandError, exitCodes, type Option, UsageError } from './command.ts';
import { openCsv, parseCsvTime } from './csv-file.ts';
import { parseOptions } from './options.ts';
import { type CsvLayout, findLayout, readCells } from './transfer/history-csv.ts';
import { HistoryUpload, type Remark } from './transfer/history-upload.ts';

const options = {
  ...connectionOptions,
  application: { type: 'string', placeholder: 'ID', meaning: 'The application that the devices are in (required)' },
  device: {
    type: 'string',
    placeholder: 'DEVICE',
    meaning: 'Id or name of the device, for a file without a column of devices',
  },
  'time-column': { type: 'string', placeholder: 'NAME', meaning: 'Column of the times [time, timestamp, ...]' },
  'device-column': { type: 'string', placeholder: 'NAME', meaning: 'Column of the device ids or names [device, ...]' },
  json: { type: 'boolean', meaning: 'The result as JSON on stdout' },
} as const satisfies Record<string, Option>;

/** Bad rows that are written out; the rest are counted. */
const maxShown = 100;
const reportEveryMs = 5000;

/** Timestamped history from elsewhere: of any age within the owner's dataTTL, and as often as one likes. */
export const command: Command = {
  summary: 'Load timestamped history from a CSV file into devices',
  usage: '--application ID [options] FILE',
  options,
  notes: `The file has a column of times, one of devices (ids or names), and either a column for each attribute, or the columns
"attribute" and "value". Loading it again changes nothing. Rows that cannot be loaded are named by line; the rest is loaded, and
the exit code is 1. docs/import-history.md has examples.

${connectionNotes}`,

  async run(parameters, io) {
    const { values, positionals } = parseOptions(options, parameters, 1);
    const [file] = positionals;
    const applicationId = values.application;
    if (file === undefined) throw new UsageError('It needs a FILE');
    if (applicationId === undefined) throw new UsageError('It needs --application');
    const csv = await openCsv(file);
    const layout = findLayout(file, csv.header, { time: values['time-column'], device: values['device-column'] });
    if ((layout.device === undefined) === (values.device === undefined)) {
      throw new UsageError(
        layout.device === undefined
          ? `${file} has no column of devices: name it with --device-column, or the device with --device`
          : `${file} has a column of devices, so --device would be ignored`,
      );
    }
    const api = await openApi(values, io);
    const find = await readDevices(api, applicationId);
    const only = values.device === undefined ? undefined : find(values.device);
    if (typeof only === 'string') throw new CommandError(only);

    let rows = 0;
    let bad = 0;
    let incomplete = 0;
    const say = ({ label, message }: Remark): void => {
      if (bad + incomplete <= maxShown) io.stderr.write(`line ${label}: ${message}\n`);
      else if (bad + incomplete === maxShown + 1) io.stderr.write('... further bad lines are only counted\n');
    };
    const reject = (remark: Remark): void => {
      bad += 1;
      say(remark);
    };
    const onDropped = (remark: Remark): void => {
      incomplete += 1;
      say(remark);
    };
    const upload = new HistoryUpload({ api, applicationId, onRejected: reject, onDropped });
    let reported = performance.now();
    let line = 1;
    let interrupted = false;
    try {
      for await (const row of csv.rows) {
        io.signal.throwIfAborted();
        rows += 1;
        line = row.line;
        const state = row.isText ? readRow(layout, row.cells, (name) => only ?? find(name)) : 'it is not valid UTF-8';
        if (typeof state === 'string') reject({ label: row.line, message: state });
        else await upload.add({ ...state, label: row.line });
        if (performance.now() - reported > reportEveryMs) {
          reported = performance.now();
          io.stderr.write(`${rows} rows read, ${upload.stored} states stored, ${bad} bad\n`);
        }
      }
      await upload.flush();
    } catch (error) {
      if (!io.signal.aborted) throw error;
      interrupted = true;
      io.stderr.write(
        `Stopped at line ${line}; loading the file again begins at its start, and stores what is missing\n`,
      );
    }
    const result = { rows, stored: upload.stored, rejected: bad, droppedValues: incomplete, interrupted };
    io.stdout.write(
      values.json
        ? `${JSON.stringify(result)}\n`
        : `${rows} rows read, ${upload.stored} states stored, ${bad} rows rejected, ${incomplete} values dropped\n`,
    );
    if (interrupted) return exitCodes.interrupted;
    return bad + incomplete > 0 ? exitCodes.failed : exitCodes.done;
  },
};

interface Found {
  readonly deviceId: string;
}

/** Looks devices up by id or name; returns why there is none. */
async function readDevices(api: ApiClient, applicationId: string): Promise<(text: string) => Found | string> {
  const ids = new Map<string, string>();
  const names = new Map<string, string | null>();
  const trimmedNames = new Map<string, string | null>();
  const remember = (map: typeof names, name: string, deviceId: string): void => {
    map.set(name, map.has(name) ? null : deviceId);
  };
  for await (const { deviceId, name } of api.list<{ deviceId: string; name: string }>(
    `/applications/${applicationId}/devices`,
  )) {
    ids.set(deviceId, deviceId);
    remember(names, normalizeText(name), deviceId);
    remember(trimmedNames, normalizeText(name.trim()), deviceId);
  }
  return (text) => {
    const trimmed = normalizeText(text.trim());
    let deviceId = ids.get(trimmed.toLowerCase()) ?? names.get(normalizeText(text));
    // Names may have blanks around them, and files have some around names that have none.
    if (deviceId === undefined) deviceId = trimmedNames.get(trimmed);
    if (deviceId === null) return `several devices are called '${text}'; use ids`;
    return deviceId === undefined ? `there is no device '${text}'` : { deviceId };
  };
}

function readRow(
  layout: CsvLayout,
  cells: readonly string[],
  find: (text: string) => Found | string,
): { deviceId: string; time: number; data: Record<string, string> } | string {
  if (cells.length !== layout.width) return `it has ${cells.length} columns, the header ${layout.width}`;
  const time = parseCsvTime(cells[layout.time] ?? '');
  if (time === undefined) return `'${cells[layout.time]}' is not a time`;
  const device = find(layout.device === undefined ? '' : (cells[layout.device] ?? ''));
  if (typeof device === 'string') return device;
  const data = readCells(layout, cells);
  return Object.keys(data).length === 0 ? 'it has no value' : { ...device, time, data };
}
