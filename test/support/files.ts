import type { Client } from './api.ts';

/** What `files.post` and `file.patch` answer for the content. */
export interface Upload {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The form of an upload, as published clients make it: the fields, then the content as `file`. */
export function makeForm(fields: Upload['fields'], content?: string | Uint8Array): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (content !== undefined) form.append('file', new Blob([content as string]), 'content');
  return form;
}

export function sendUpload({ url, fields }: Upload, content: string | Uint8Array): Promise<Response> {
  return fetch(url, { method: 'POST', body: makeForm(fields, content) });
}

/** Makes a file with its content, and returns it as it is then. */
export async function uploadFile(
  client: Client,
  file: { applicationId: string; path: string; content: string | Uint8Array; contentType?: string },
) {
  const { applicationId, path, content, contentType } = file;
  const end = path.lastIndexOf('/');
  const made = await client.files.post({
    applicationId,
    file: {
      name: path.slice(end + 1),
      parentDirectory: path.slice(0, end),
      type: 'file',
      ...(contentType === undefined ? {} : { contentType }),
    },
  });
  const answer = await sendUpload(made.upload, content);
  if (answer.status !== 204) throw new Error(`${path} was not uploaded: ${answer.status} ${await answer.text()}`);
  return client.file.get({ applicationId, fileId: made.id });
}
