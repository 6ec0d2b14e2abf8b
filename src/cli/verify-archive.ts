import { auditArchive } from '../features/archives/audit-archive.ts';
import { ObjectStoreError } from '../platform/objects/object-store.ts';
import { formatCount, Progress } from './archive/progress.ts';
import { openTarget, targetNotes } from './archive/target.ts';
import { type Command, CommandError, exitCodes, UsageError } from './command.ts';
import { parseOptions } from './options.ts';

const options = {};

export const command: Command = {
  summary: 'Read an archive back and compare every object with its manifest',
  usage: 'TARGET',
  options,
  notes: `${targetNotes}

Every manifest and every object is read whole: size, SHA-256, rows, columns, and that times are of the day and in order.
What is missing, corrupt, or there without being listed is printed to stdout, one line each; the exit code is then 1.`,
  async run(parameters, io) {
    const { positionals } = parseOptions(options, parameters, 1);
    const [text] = positionals;
    if (text === undefined) throw new UsageError('It needs a TARGET');
    const { store, prefix } = await openTarget(text, io);
    const progress = new Progress(io);
    let reached = 'nothing';
    try {
      const totals = await auditArchive({
        store,
        prefix,
        signal: io.signal,
        onProblem({ kind, key, message }) {
          progress.clear();
          io.stdout.write(`${kind} ${key}: ${message}\n`);
        },
        onProgress({ days, objects, rows }) {
          reached = `${formatCount(days, 'day')}, ${formatCount(objects, 'object')}, ${formatCount(rows, 'row')}`;
          progress.tell(`${reached} ...`);
        },
      });
      progress.clear();
      const { days, objects, rows, bytes, problems, others } = totals;
      const counts = [
        formatCount(days, 'day'),
        formatCount(objects, 'object'),
        formatCount(rows, 'row'),
        formatCount(bytes, 'byte'),
      ];
      io.stdout.write(`${counts.join(', ')} read; ${formatCount(problems, 'problem')}\n`);
      if (others > 0) io.stderr.write(`${formatCount(others, 'object')} there not of an archive, left alone\n`);
      if (days === 0 && problems === 0) throw new CommandError(`there is no archive at ${text}`);
      return problems === 0 ? exitCodes.done : exitCodes.failed;
    } catch (error) {
      progress.clear();
      if (io.signal.aborted) {
        io.stderr.write(`Stopped; ${reached} read\n`);
        return exitCodes.interrupted;
      }
      if (error instanceof ObjectStoreError) throw new CommandError(`${text} cannot be read: ${error.message}`);
      throw error;
    } finally {
      store.close();
    }
  },
};
