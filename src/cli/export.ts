import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { connectionNotes, connectionOptions, openApi } from './api-client.ts';
import { type Command, CommandError, exitCodes, type Option, UsageError } from './command.ts';
import { parseOptions } from './options.ts';
import { exportRecords } from './transfer/export-records.ts';
import type { EndRecord } from './transfer/format.ts';
import { countLeftBehind, leftBehindInWords } from './transfer/left-behind.ts';
import { countInWords } from './transfer/resources.ts';

const options = {
  ...connectionOptions,
  application: { type: 'string', placeholder: 'ID', meaning: 'The application (required)' },
  json: { type: 'boolean', meaning: 'The result as JSON on stdout' },
} as const satisfies Record<string, Option>;

const reportEveryMs = 5000;

/** One application's configuration and data in one file, for `import`. */
export const command: Command = {
  summary: 'Write an application and its data to a file',
  usage: '--application ID [options] FILE',
  options,
  notes: `FILE appears when it is whole, and replaces one of the same name. Secrets of access keys are not in it: the server does
not know them. What else of the application is not in it is named at the end; docs/export-import.md says what is.

${connectionNotes}`,

  async run(parameters, io) {
    const { values, positionals } = parseOptions(options, parameters, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError('It needs a FILE');
    if (values.application === undefined) throw new UsageError('It needs --application');
    if ((await stat(file).catch(() => undefined))?.isDirectory())
      throw new UsageError(`${file} is a folder, not a FILE`);
    const api = await openApi(values, io);
    let reported = performance.now();
    const onDevice = (devices: number, states: number): void => {
      if (performance.now() - reported < reportEveryMs) return;
      reported = performance.now();
      io.stderr.write(`${devices} devices, ${states} states\n`);
    };
    const { application: applicationId } = values;
    const records = exportRecords(api, { applicationId, version: io.version, now: Date.now(), onDevice });
    let end: EndRecord | undefined;
    async function* toLines(): AsyncGenerator<string> {
      for await (const record of records) {
        if (record.type === 'end') end = record;
        yield `${JSON.stringify(record)}\n`;
      }
    }
    const partial = `${file}.partial`;
    try {
      await pipeline(Readable.from(toLines()), createGzip(), createWriteStream(partial, { mode: 0o600 }), {
        signal: io.signal,
      });
      await syncFile(partial);
      await rename(partial, file);
      await syncFile(dirname(file));
    } catch (error) {
      // Where it could not be made it cannot be removed either, and the first failure is the one to tell.
      await rm(partial, { force: true }).catch(() => undefined);
      if (io.signal.aborted) {
        io.stderr.write(`Stopped; ${file} was not written\n`);
        return exitCodes.interrupted;
      }
      if (error instanceof Error && 'syscall' in error)
        throw new CommandError(`${file} cannot be written: ${error.message}`);
      throw error;
    }
    const left = await countLeftBehind(api, applicationId);
    const leftBehind = Object.fromEntries(left.map(({ kind, count }) => [kind.type, count ?? null]));
    const words = leftBehindInWords(left);
    const { devices = 0, keys = 0, resources = 0, states = 0 } = end ?? {};
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ file, devices, keys, resources, states, leftBehind })}\n`
        : `${countInWords({ devices, keys, resources, states })} written to ${file}\n${words && `Not in it: ${words}\n`}`,
    );
    return exitCodes.done;
  },
};

/** An export that is followed by deleting the application must be on the disk. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
