import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

/** One request to the S3 server, as its framework hands it over. */
export interface S3Request {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly req: { readonly socket: { destroy(): void } };
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}
type Intercept = (request: S3Request, next: () => Promise<void>) => Promise<void>;

/** A real S3 server with a bucket `archive`, whose every request a test may hold, refuse or cut off. */
export class TestS3 {
  readonly port: number;
  readonly #server: S3rver;
  readonly #folder: string;
  /** Stands between client and server. */
  intercept: Intercept = (_request, next) => next();

  static async start(): Promise<TestS3> {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-s3-'));
    const server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'archive', configs: [] }],
    });
    let made: TestS3 | undefined;
    (server as unknown as { middleware: Intercept[] }).middleware.unshift(async (request, next) => {
      if (made) await made.intercept(request, () => made?.answer(request, next) ?? next());
    });
    const { port } = await server.run();
    made = new TestS3(server, folder, port);
    return made;
  }

  private constructor(server: S3rver, folder: string, port: number) {
    this.#server = server;
    this.#folder = folder;
    this.port = port;
  }

  get config() {
    return {
      bucket: 'archive',
      region: 'us-east-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      endpoint: `http://127.0.0.1:${this.port}`,
    };
  }

  /** Keys and contents of all objects below a folder of the bucket. */
  async objects(directory: string): Promise<Map<string, Buffer>> {
    const root = join(this.#folder, 'archive', directory);
    const found = new Map<string, Buffer>();
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('._S3rver_object')) continue;
      const path = join(entry.parentPath, entry.name);
      found.set(path.slice(root.length + 1).replace('._S3rver_object', ''), await readFile(path));
    }
    return found;
  }

  /** Uploads that have been started and neither completed nor aborted. */
  async openUploads(): Promise<string[]> {
    const open: string[] = [];
    for (const id of await readdir(this.#uploads).catch(() => [])) {
      // A part that arrives after its upload was aborted makes this server's folder again, but no upload.
      if ((await this.#keyOf(id)) !== undefined) open.push(id);
    }
    return open;
  }

  async deleteBucket(): Promise<void> {
    await rm(join(this.#folder, 'archive'), { recursive: true, force: true });
  }

  async createBucket(): Promise<void> {
    await fetch(`http://127.0.0.1:${this.port}/archive`, { method: 'PUT' });
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #uploads(): string {
    return join(this.#folder, 'archive', '._S3rver_uploads');
  }

  /** What this server does not know of S3: listing and aborting uploads. */
  async answer(request: S3Request, next: () => Promise<void>): Promise<void> {
    const { uploadId, prefix = '' } = request.query;
    if (request.method === 'DELETE' && uploadId) {
      await rm(join(this.#uploads, uploadId), { recursive: true, force: true });
      request.status = 204;
      return;
    }
    if (request.method === 'GET' && 'uploads' in request.query) {
      const uploads: string[] = [];
      for (const id of await this.openUploads()) {
        const key = await this.#keyOf(id);
        if (key?.startsWith(prefix)) uploads.push(`<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
      }
      request.status = 200;
      request.set('Content-Type', 'application/xml');
      request.body = `<?xml version="1.0"?><ListMultipartUploadsResult><Bucket>archive</Bucket><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
      return;
    }
    await next();
  }

  #keyOf(id: string): Promise<string | undefined> {
    return readFile(join(this.#uploads, id, 'key'), 'utf8').catch(() => undefined);
  }
}
