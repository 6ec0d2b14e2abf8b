import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../kernel/errors.ts';
import { LocalStore } from '../../platform/objects/local-store.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { openUnchecked } from '../../platform/objects/open-store.ts';
import { CommandError, type CommandIo, UsageError } from '../command.ts';

export interface ArchiveTarget {
  readonly store: ObjectStore;
  /** What the keys of the archive begin with; empty or ended by `/`. */
  readonly prefix: string;
}

/** For the help of every command that takes a TARGET. */
export const targetNotes = `TARGET is a folder, or one of
  s3://BUCKET[/DIRECTORY]?region=REGION[&endpoint=URL]   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; AWS_REGION
  gs://BUCKET[/DIRECTORY][?endpoint=URL]                 GOOGLE_APPLICATION_CREDENTIALS: file with the account's key
  az://ACCOUNT/CONTAINER[/DIRECTORY][?endpoint=URL]      AZURE_STORAGE_KEY
with the credentials in those environment variables. DIRECTORY is that of the archive configuration.`;

/** Opens what a word of the command line names. @throws UsageError; CommandError when it cannot be opened */
export async function openTarget(text: string, { environment }: CommandIo): Promise<ArchiveTarget> {
  const scheme = /^([a-z0-9]+):\/\//.exec(text)?.[1];
  if (scheme === undefined) return openFolder(text);
  if (!URL.canParse(text)) throw new UsageError(`'${text}' is no URL`);
  const url = new URL(text);
  const steps = decodeURIComponent(url.pathname)
    .split('/')
    .filter((step) => step !== '');
  // Not `hostname`: of schemes that it does not know, URL keeps the host's letters as they are.
  const host = decodeURIComponent(url.host);
  const endpoint = url.searchParams.get('endpoint');
  const common = endpoint === null ? {} : { endpoint };
  const variable = (name: string): string => {
    const value = environment[name];
    if (!value) throw new UsageError(`${scheme}:// needs ${name} in the environment`);
    return value;
  };
  try {
    switch (scheme) {
      case 's3': {
        const region = url.searchParams.get('region') ?? (environment.AWS_REGION || 'us-east-1');
        const keys = { accessKeyId: variable('AWS_ACCESS_KEY_ID'), secretAccessKey: variable('AWS_SECRET_ACCESS_KEY') };
        return {
          store: await openUnchecked({ s3: { bucket: host, region, ...keys, ...common } }),
          prefix: toPrefix(steps),
        };
      }
      case 'gs': {
        const keyJson = await readKeyFile(variable('GOOGLE_APPLICATION_CREDENTIALS'));
        const gcs = { projectId: url.searchParams.get('project') ?? '', keyJson, bucket: host, ...common };
        return { store: await openUnchecked({ gcs }), prefix: toPrefix(steps) };
      }
      case 'az': {
        const [bucket, ...directory] = steps;
        if (bucket === undefined)
          throw new UsageError('az:// needs an account and a container: az://ACCOUNT/CONTAINER');
        const azure = { account: host, accountKey: variable('AZURE_STORAGE_KEY'), bucket, ...common };
        return { store: await openUnchecked({ azure }), prefix: toPrefix(directory) };
      }
      default:
        throw new UsageError(`'${text}' is neither a folder nor an s3://, gs:// or az:// URL`);
    }
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(error.message);
    throw error;
  }
}

async function openFolder(path: string): Promise<ArchiveTarget> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isDirectory()) throw new CommandError(`${path} is not a folder`);
  return { store: new LocalStore({ folder: path }), prefix: '' };
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function toPrefix(steps: readonly string[]): string {
  return steps.map((step) => `${step}/`).join('');
}
