import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../kernel/errors.ts';
import { packDocument, readDocument, writeDocuments } from './yaml-documents.ts';
import type { YamlAnswer, YamlTask } from './yaml-thread.ts';

/** The start of the thread that reads and writes the YAML of bundles, one task after the other. */
const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread');

/** Ingest and the API come first where there are not processors for all. */
const niceness = 5;
// On Linux this is of the thread alone, elsewhere of the whole process.
if (process.platform === 'linux') setPriority(niceness);

async function perform(task: YamlTask): Promise<YamlAnswer> {
  if (task.kind === 'read') return { document: await packDocument(readDocument(task.path, task.text)) };
  return { texts: await writeDocuments(task) };
}

port.on('message', async (task: YamlTask) => {
  let answer: YamlAnswer;
  try {
    answer = await perform(task);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { type, message, field, details } = error;
    answer = { refusal: { type, message, field, details } };
  }
  port.postMessage(answer);
});
