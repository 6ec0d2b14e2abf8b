import { t } from '../words/words.ts';
import { ApiError } from './errors.ts';
import type { Answer } from './shapes.ts';

export type Upload = NonNullable<Answer<'POST', '/applications/{applicationId}/files'>['upload']>;

/** Of a text that is shown before it is downloaded. */
const shownBytes = 64 * 1024;

/**
 * Where the console reaches a file or an upload. The address that is for everybody may be of another name of this server,
 * which the page may not call; only a host that is for files alone (its paths do not begin with /files) is called as it is.
 */
export function reachFile(url: string): string {
  const { pathname } = new URL(url);
  return pathname.startsWith('/files/') ? pathname : url;
}

/**
 * Sends the content of a file.
 *
 * @param onProgress told the bytes that have gone
 * @throws ApiError for every answer that is not 2xx, TypeError when the server cannot be reached, AbortError
 */
export function sendContent(
  upload: Upload,
  content: Blob,
  { onProgress, signal }: { onProgress: (sent: number) => void; signal: AbortSignal },
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', content);
  return new Promise((resolve, reject) => {
    // `fetch` tells nothing of what has been sent.
    const request = new XMLHttpRequest();
    request.open('POST', reachFile(upload.url));
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, content.size));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(toError(request));
    };
    request.onerror = () => reject(new TypeError(t('the server cannot be reached')));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

/** The beginning of a text file, and whether that is all of it. */
export async function readText(url: string): Promise<{ text: string; isComplete: boolean }> {
  const response = await fetch(reachFile(url), { headers: { range: `bytes=0-${shownBytes - 1}` }, cache: 'no-store' });
  // 416: the file is empty.
  if (response.status === 416) return { text: '', isComplete: true };
  if (!response.ok) {
    throw new ApiError({ status: response.status, type: 'Unknown', message: t('The content cannot be read') });
  }
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0);
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return { text, isComplete: response.status === 200 || total <= shownBytes };
}

function toError(request: XMLHttpRequest): ApiError {
  let message = t('The server answered with status {status}', { status: request.status });
  try {
    message = String((JSON.parse(request.responseText) as { message?: unknown }).message ?? message);
  } catch {
    // A proxy's page has no message of ours.
  }
  return new ApiError({ status: request.status, type: 'Unknown', message });
}
