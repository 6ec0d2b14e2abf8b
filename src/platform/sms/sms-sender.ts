/** A text message to one phone. */
export interface TextMessage {
  /** A phone number in its international form, such as `+15005550006`. */
  readonly to: string;
  readonly text: string;
  /** The same for each attempt at one message, so that a gateway that gets it twice can tell. */
  readonly id: string;
}

/** Sends text messages to phones where the operator has set who does that; the server works without. */
export interface SmsSender {
  /** Whether messages go anywhere at all. */
  readonly isConfigured: boolean;
  /** Resolves once the gateway has taken the message. Rejects within ten seconds when it does not; the message says why. */
  send(message: TextMessage): Promise<void>;
}

interface GatewayRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A node of a workflow is waiting. */
const timeoutMs = 10_000;
/** What is shown of why a gateway refuses. */
const shownLength = 200;
const twilioApi = 'https://api.twilio.com';

/**
 * @param options.url unset: no message is sent. `twilio://<account SID>:<auth token>@<sender>`: by that account of Twilio, from that number or messaging service (`MG...`).
 * `https://...` (or `http://...`): a gateway that takes `POST {to,text,id}` as JSON, with the user and password of the URL as Basic login
 * @param options.twilioApi where Twilio is, for tests
 */
export function createSmsSender(options: { url: string | undefined; twilioApi?: string }): SmsSender {
  const { url } = options;
  if (url === undefined) {
    return {
      isConfigured: false,
      send: async () => {
        throw new Error('no SMS gateway is set');
      },
    };
  }
  const gateway = new URL(url);
  const describe =
    gateway.protocol === 'twilio:' ? twilioRequest(gateway, options.twilioApi ?? twilioApi) : gatewayRequest(gateway);
  return { isConfigured: true, send: (message) => post(describe(message)) };
}

function gatewayRequest(gateway: URL): (message: TextMessage) => GatewayRequest {
  const login = loginOf(gateway);
  const bare = new URL(gateway);
  bare.username = '';
  bare.password = '';
  const headers = { 'content-type': 'application/json', ...(gateway.username === '' ? {} : { authorization: login }) };
  return ({ to, text, id }) => ({ url: bare.href, headers, body: JSON.stringify({ to, text, id }) });
}

/** The Messages resource of Twilio's API of 2010-04-01. */
function twilioRequest(account: URL, api: string): (message: TextMessage) => GatewayRequest {
  const url = `${api}/2010-04-01/Accounts/${account.username}/Messages.json`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: loginOf(account) };
  const sender = account.hostname;
  const senderField = sender.startsWith('MG') ? 'MessagingServiceSid' : 'From';
  return ({ to, text }) => ({
    url,
    headers,
    body: new URLSearchParams({ [senderField]: sender, To: to, Body: text }).toString(),
  });
}

function loginOf({ username, password }: URL): string {
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

async function post({ url, headers, body }: GatewayRequest): Promise<void> {
  // Redirects are not followed: they would take the login elsewhere.
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  throw new Error(`status ${response.status}: ${await readStart(response)}`);
}

/** How a response begins, and no more of it. */
async function readStart(response: Response): Promise<string> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.length > shownLength) break;
  }
  return text.slice(0, shownLength).trim() || response.statusText;
}
