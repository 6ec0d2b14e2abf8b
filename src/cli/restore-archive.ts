import { parseIsoTime } from '../kernel/time-text.ts';
import { ObjectStoreError } from '../platform/objects/object-store.ts';
import { connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { formatCount, Progress } from './archive/progress.ts';
import { restoreArchive } from './archive/restore.ts';
import { openTarget, targetNotes } from './archive/target.ts';
import { type Command, CommandError, exitCodes, UsageError } from './command.ts';
import { parseOptions } from './options.ts';

const options = {
  application: { type: 'string', placeholder: 'ID', meaning: 'The application to load into' },
  'archived-application': {
    type: 'string',
    placeholder: 'ID',
    meaning: 'The application that was archived, where the archive holds several',
  },
  from: { type: 'string', placeholder: 'DATE', meaning: 'The first day to load, such as 2017-12-03' },
  to: { type: 'string', placeholder: 'DATE', meaning: 'The last day to load' },
  create: { type: 'boolean', meaning: 'Create the devices and attributes that the application does not have' },
  ...connectionOptions,
} as const;

export const command: Command = {
  summary: 'Load the days of an archive into an application',
  usage: 'TARGET --application ID [options]',
  options,
  notes: `${targetNotes}

${connectionNotes}

Devices are found by their id, or by a tag archivedDeviceId that --create gives to those that it makes. Loading a day again
changes nothing. What could not be loaded is printed to stdout, one line each; the exit code is then 1.`,
  async run(parameters, io) {
    const { values, positionals } = parseOptions(options, parameters, 1);
    const [text] = positionals;
    if (text === undefined) throw new UsageError('It needs a TARGET');
    if (!/^[0-9a-f]{24}$/i.test(values.application ?? ''))
      throw new UsageError('It needs the --application to load into');
    const from = readDay('from', values.from);
    const to = readDay('to', values.to);
    if (from !== undefined && to !== undefined && from > to) throw new UsageError('--from must not be after --to');
    const client = await openApi(values, io);
    const { store, prefix } = await openTarget(text, io);
    const progress = new Progress(io);
    let reached = 'nothing';
    try {
      const totals = await restoreArchive({
        client,
        store,
        prefix,
        applicationId: values.application ?? '',
        archivedId: values['archived-application']?.toLowerCase(),
        from,
        to,
        create: values.create ?? false,
        signal: io.signal,
        onProblem(line) {
          progress.clear();
          io.stdout.write(`${line}\n`);
        },
        onProgress({ days, objects, rows }) {
          reached = `${formatCount(days, 'day')}, ${formatCount(objects, 'object')}, ${formatCount(rows, 'row')}`;
          progress.tell(`${reached} ...`);
        },
      });
      progress.clear();
      const { days, objects, rows, created, problems } = totals;
      const counts = [formatCount(days, 'day'), formatCount(objects, 'object'), formatCount(rows, 'row')].join(', ');
      io.stdout.write(
        `${counts} loaded, ${formatCount(created, 'device')} created; ${formatCount(problems, 'problem')}\n`,
      );
      return problems === 0 ? exitCodes.done : exitCodes.failed;
    } catch (error) {
      progress.clear();
      if (io.signal.aborted) {
        io.stderr.write(`Stopped; ${reached} loaded\n`);
        return exitCodes.interrupted;
      }
      if (error instanceof ObjectStoreError) throw new CommandError(`${text} cannot be read: ${error.message}`);
      throw error;
    } finally {
      store.close();
    }
  },
};

function readDay(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? (parseIsoTime(text) ?? Number.NaN) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`--${option} must be a day such as 2017-12-03, not '${text}'`);
  return time;
}
