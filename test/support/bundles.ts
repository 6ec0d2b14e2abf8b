import type { TestServer } from './start-server.ts';
import { call } from './tenant.ts';

export interface BundleAnswer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly application?: { readonly id: string };
    readonly validationErrors?: { type: string; name: string; id: string; message: string }[];
    readonly imported?: Record<string, number>;
    readonly jobId?: string;
    readonly message?: string;
  };
}

/** Sends a bundle to an action of the API, by default as a new application with everything in it. */
export async function sendBundle(
  server: Pick<TestServer, 'http'>,
  token: string,
  bundle: Uint8Array,
  { path = '/applications/import', fields = everything }: { path?: string; fields?: Record<string, string> } = {},
): Promise<BundleAnswer> {
  const form = new FormData();
  // As the official client orders them: what is chosen follows the file.
  form.append('importBundle', new Blob([Buffer.from(bundle)]), 'bundle.zip');
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await fetch(`${server.http}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as BundleAnswer['body'] };
}

export const everything = { includeDevices: 'true', includeDataTableRows: 'true', includeFiles: 'true' };

/** Waits until the newest import into an application has ended, and returns it. */
export async function importEnded(
  server: Pick<TestServer, 'http'>,
  token: string,
  applicationId: string,
): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await call(server, 'GET', `/applications/${applicationId}/imports`, { token });
    const [newest] = body.items as Record<string, unknown>[];
    if (newest && newest.state !== 'pending' && newest.state !== 'running') return newest;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
