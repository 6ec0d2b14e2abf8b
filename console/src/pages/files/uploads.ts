import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { request } from '../../api/client.ts';
import { ApiError, describeError } from '../../api/errors.ts';
import { sendContent } from '../../api/file-contents.ts';
import { keys } from '../../api/query-keys.ts';
import { t } from '../../words/words.ts';

/** A browser opens six connections to a server; some are left for the rest of the console. */
const atOnce = 3;
/** More at a time are dropped by mistake; they can be dropped again. */
export const maxChosen = 500;

export interface UploadState {
  readonly key: number;
  readonly name: string;
  readonly directory: string;
  readonly size: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed' | 'taken' | 'cancelled';
  readonly error?: string;
}

interface Job {
  readonly key: number;
  readonly file: File;
  readonly directory: string;
  readonly replaces: boolean;
  readonly abort: AbortController;
}

export interface Uploads {
  readonly uploads: readonly UploadState[];
  readonly add: (directory: string, files: readonly File[], options?: { readonly replaces?: boolean }) => void;
  readonly cancel: (key: number) => void;
  /** Sends it in place of the file that has its name. */
  readonly replace: (key: number) => void;
  /** Forgets those that have ended. */
  readonly clear: () => void;
}

/** Uploads of the page, a few at a time; they go on while the page shows another directory. */
export function useUploads(applicationId: string): Uploads {
  const queryClient = useQueryClient();
  const [uploads, setUploads] = useState<readonly UploadState[]>([]);
  const jobs = useRef(new Map<number, Job>());
  const queue = useRef<Job[]>([]);
  const running = useRef(0);
  const nextKey = useRef(0);

  const change = (key: number, part: Partial<UploadState>) =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)));

  const run = async (job: Job): Promise<void> => {
    const { key, file, directory } = job;
    if (job.abort.signal.aborted) return;
    change(key, { state: 'sending', sent: 0 });
    try {
      const upload = await announce(applicationId, job);
      await sendContent(upload, file, {
        onProgress: (sent) => change(key, { sent }),
        signal: job.abort.signal,
      });
      change(key, { state: 'done', sent: file.size });
    } catch (error) {
      if (job.abort.signal.aborted) change(key, { state: 'cancelled' });
      else if (error instanceof ApiError && error.status === 409 && !job.replaces) {
        change(key, { state: 'taken', error: t('{directory}{name} is there already', { directory, name: file.name }) });
      } else change(key, { state: 'failed', error: describeError(error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.files(applicationId) });
  };

  const startMore = (): void => {
    while (running.current < atOnce) {
      const job = queue.current.shift();
      if (job === undefined) return;
      running.current += 1;
      void run(job).finally(() => {
        running.current -= 1;
        startMore();
      });
    }
  };

  const enqueue = (job: Job): void => {
    jobs.current.set(job.key, job);
    queue.current.push(job);
    startMore();
  };

  return {
    uploads,
    add: (directory, files, { replaces = false } = {}) => {
      const added = files.slice(0, maxChosen).map((file) => {
        nextKey.current += 1;
        return { key: nextKey.current, file, directory, replaces, abort: new AbortController() };
      });
      setUploads((all) => [
        ...all,
        ...added.map(({ key, file }) => ({
          key,
          name: file.name,
          directory,
          size: file.size,
          sent: 0,
          state: 'waiting' as const,
        })),
      ]);
      for (const job of added) enqueue(job);
    },
    cancel: (key) => {
      jobs.current.get(key)?.abort.abort();
      change(key, { state: 'cancelled' });
    },
    replace: (key) => {
      const job = jobs.current.get(key);
      if (job === undefined) return;
      change(key, { state: 'waiting' });
      enqueue({ ...job, replaces: true, abort: new AbortController() });
    },
    clear: () => setUploads((all) => all.filter(({ state }) => state === 'waiting' || state === 'sending')),
  };
}

/** Makes the file, or announces another content for the one that is there. */
async function announce(applicationId: string, { file, directory, replaces }: Job) {
  const about = { fileSize: file.size, ...(file.type === '' ? {} : { contentType: file.type }) };
  if (!replaces) {
    const body = { name: file.name, parentDirectory: directory, type: 'file' as const, ...about };
    const made = await request('POST', '/applications/{applicationId}/files', { path: { applicationId }, body });
    return required(made.upload);
  }
  const found = await request('GET', '/applications/{applicationId}/files', {
    path: { applicationId },
    query: { directory, filterField: 'name', filter: file.name, perPage: 1000 },
  });
  const present = found.items.find(({ name }) => name === file.name.normalize('NFC'));
  if (present === undefined) throw new Error(t('{name} is not there any more: upload it again', { name: file.name }));
  const changed = await request('PATCH', '/applications/{applicationId}/file/{fileId}', {
    path: { applicationId, fileId: present.id },
    body: about,
  });
  return required(changed.upload);
}

function required<T>(upload: T | undefined): T {
  if (upload === undefined) throw new Error(t('The server gave no address for the content'));
  return upload;
}
