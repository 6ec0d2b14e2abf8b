import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../command.ts';
import { RecordChecks } from './check-record.ts';
import { type ExportRecord, formatName, formatVersion } from './format.ts';

/** Longer than any line that an export writes: a state of many texts of 64 KiB. */
const maxLineLength = 64 * 1024 * 1024;

export interface NumberedRecord {
  /** Of the unpacked file, from 1. */
  readonly line: number;
  readonly record: ExportRecord;
}

/** The records of an export, read as they are asked for. @throws CommandError when it is none, or is damaged */
export async function* readExport(file: string): AsyncGenerator<NumberedRecord> {
  let line = 0;
  for await (const text of readLines(file)) {
    line += 1;
    let record: ExportRecord;
    try {
      record = JSON.parse(text) as ExportRecord;
    } catch {
      throw new CommandError(`${file} is damaged: line ${line} is not JSON`);
    }
    if (line === 1) checkHeader(file, record);
    yield { line, record };
  }
}

function checkHeader(file: string, record: ExportRecord): void {
  if (record?.type !== 'header' || record.format !== formatName)
    throw new CommandError(`${file} is no Signalbox export`);
  if (record.version !== formatVersion) {
    throw new CommandError(
      `${file} has version ${JSON.stringify(record.version)} of the format; this program reads ${formatVersion}`,
    );
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // What has come of a line that has not ended: put together once, or a long line would be copied with each part of it.
  let parts: string[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      const [first = '', ...lines] = decoder.decode(chunk, { stream: true }).split('\n');
      parts.push(first);
      length += first.length;
      if (length > maxLineLength) throw new CommandError(`${file} is damaged: a line does not end`);
      const last = lines.pop();
      if (last === undefined) continue;
      yield parts.join('');
      yield* lines;
      parts = [last];
      length = last.length;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new CommandError(`${file} is damaged: it is not valid UTF-8`);
    if (code === 'ENOENT') throw new CommandError(`${file} cannot be read: there is no such file`);
    if (code === 'EISDIR') throw new CommandError(`${file} cannot be read: it is a folder`);
    // As zlib says it: "unexpected end of file", "incorrect header check", "incorrect data check".
    if (code?.startsWith('Z_')) throw new CommandError(`${file} is damaged or no export: ${message}`);
    throw new CommandError(`${file} cannot be read: ${message}`);
  } finally {
    source.destroy();
  }
  if (length > 0) throw new CommandError(`${file} is not whole: its last line does not end`);
}

/** What a whole export holds. @throws CommandError when something is missing; nothing has been changed by then */
export async function checkExport(file: string): Promise<{ devices: number; keys: number; states: number }> {
  const found = { devices: 0, keys: 0, resources: 0, states: 0 };
  let isComplete = false;
  const checks = new RecordChecks();
  for await (const { record, line } of readExport(file)) {
    if (isComplete) throw new CommandError(`${file} is damaged: line ${line} follows its end`);
    const fault = checks.check(record);
    if (fault !== undefined) throw new CommandError(`${file} is damaged: line ${line} ${fault}`);
    switch (record.type) {
      case 'device':
        found.devices += 1;
        break;
      case 'key':
        found.keys += 1;
        break;
      case 'resource':
        found.resources += 1;
        break;
      case 'states':
        found.states += record.states.length;
        break;
      case 'end':
        isComplete = (['devices', 'keys', 'resources', 'states'] as const).every(
          (name) => (record[name] ?? 0) === found[name],
        );
        if (!isComplete) throw new CommandError(`${file} is damaged: its end counts other records than it holds`);
        break;
    }
  }
  if (!isComplete) throw new CommandError(`${file} is not whole: its end is missing`);
  return found;
}
