import { cutText } from '../../kernel/text.ts';
import type { NodeConfig } from './config.ts';
import type { NodeContext } from './context.ts';
import { encodeText } from './encode-text.ts';
import { ActionError, NodeError } from './errors.ts';

const downloadTimeoutMs = 30_000;

/**
 * The encoding that a node says in `encodingTemplate`; utf8 when it says none.
 *
 * @throws NodeError ValidationError for one that there is not
 */
export function readEncoding(config: NodeConfig): BufferEncoding {
  const name = config.text('encodingTemplate').trim() || 'utf8';
  if (!Buffer.isEncoding(name)) throw new NodeError('ValidationError', `There is no encoding ${cutText(name, 80)}`);
  return name;
}

/**
 * What reads the content that a node writes somewhere: a text in the node's encoding, or what a URL returns where it says one.
 * The templates are rendered at once.
 *
 * @param keys of the two templates
 */
export function readContentSource(
  context: NodeContext,
  keys: { readonly content: string; readonly url: string },
): () => Promise<Uint8Array> {
  const { config } = context;
  const encoding = readEncoding(config);
  const url = config.text(keys.url, { escape: false }).trim();
  const text = config.text(keys.content, { escape: false });
  return async () => (url === '' ? encodeText(text, encoding) : download(context, url));
}

/** What a URL returns, by the rules of outgoing connections. @throws ActionError when that is no success */
export async function download({ services, run, signal, timeLeft }: NodeContext, url: string): Promise<Uint8Array> {
  const answer = await services.http.request({
    applicationId: run.applicationId,
    method: 'GET',
    url,
    headers: {},
    body: undefined,
    timeoutMs: Math.min(downloadTimeoutMs, timeLeft()),
    followsRedirects: true,
    isInsecure: false,
    signal,
  });
  if (answer.statusCode !== 200) throw new ActionError('HttpError', `The URL returned the status ${answer.statusCode}`);
  return answer.body;
}
