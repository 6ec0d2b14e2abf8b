import { generateKeyPairSync } from 'node:crypto';
import { parseJson } from '../../../kernel/json-text.ts';
import type { NodeContext, NodeType } from '../context.ts';
import type { HttpAnswer, HttpCall } from '../services.ts';
import { runNode } from './test-bed.ts';

/** What a service answers; a body that is no text is JSON. */
export type CloudAnswer = Partial<Omit<HttpAnswer, 'body'>> & { body?: unknown };

/** Services of clouds that record what they are asked, and answer what a test says. */
export class CloudTestBed {
  /** When nodes run: epoch ms. */
  readonly now = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly calls: HttpCall[] = [];
  /** What nodes asked of the API of the application. */
  readonly apiCalls: unknown[] = [];
  /** What Google returns whoever asks for a token; left out: what `answer` says. */
  googleToken: string | undefined;
  answer: (call: HttpCall) => CloudAnswer = () => ({});
  /** Fields of the credential `kept`, by its type. */
  readonly #kept: Readonly<Record<string, Readonly<Record<string, string>>>>;

  constructor(kept: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) {
    this.#kept = kept;
  }

  /** Runs a node; what it leaves at `r`. */
  async run(type: NodeType, config: Record<string, unknown>, payload: Record<string, unknown> = {}): Promise<unknown> {
    const all = { resultPath: 'r', resultsPath: 'r', destination: 'r', ...config };
    return (await runNode(type, all, payload, { services: this.#services, now: () => this.now })).payload.r;
  }

  textOf(index: number): string {
    return Buffer.from(this.calls[index]?.body ?? []).toString();
  }

  bodyOf(index: number): unknown {
    return parseJson(this.textOf(index));
  }

  get #services(): NodeContext['services'] {
    return {
      http: {
        request: async (call: HttpCall): Promise<HttpAnswer> => {
          this.calls.push(call);
          const isToken = this.googleToken !== undefined && call.url === 'https://oauth2.googleapis.com/token';
          const answer = isToken ? { body: { access_token: this.googleToken } } : this.answer(call);
          const { statusCode = 200, headers = {}, body = '' } = answer;
          return { statusCode, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
        },
      },
      api: {
        call: async (call: unknown) => {
          this.apiCalls.push(call);
          return { success: true, state: 'sent' };
        },
      },
      credentials: {
        useFields: async ({ name, type }: { name: string; type: string }) =>
          name === 'kept' ? { fields: this.#kept[type] ?? {} } : { failure: `There is no credential "${name}".` },
      },
    } as unknown as NodeContext['services'];
  }
}

/** A service account of Google, as its key file says, and the key that its signatures are checked by. */
export function makeServiceAccount() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = {
    type: 'service_account',
    project_id: 'plant-1',
    client_email: 'signal@plant-1.iam.gserviceaccount.com',
    private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
  return { keyFile, publicKey };
}
