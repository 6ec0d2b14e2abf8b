import { Parser } from 'htmlparser2';
import type { NodeContext } from './context.ts';
import { ActionError } from './errors.ts';
import { requestOutside, requireSuccess } from './outward.ts';

/** The last versions of Salesforce's API in which users log in by a password have numbers to 64. */
export const apiVersion = '62.0';

/** Who is logged in, and where its data is. */
export interface SalesforceSession {
  readonly origin: string;
  readonly sessionId: string;
}

/**
 * Logs a user in by its password (`login()` of the SOAP API).
 *
 * @param login.password with the security token behind it
 * @throws ActionError with what Salesforce says
 */
export async function logIn(
  context: NodeContext,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<SalesforceSession> {
  const body = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Body><urn:login><urn:username>${escapeXml(username)}</urn:username><urn:password>${escapeXml(password)}</urn:password></urn:login></soapenv:Body></soapenv:Envelope>`;
  const answer = await requestOutside(context, {
    method: 'POST',
    url: `https://login.salesforce.com/services/Soap/u/${apiVersion}`,
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: 'login' },
    body: Buffer.from(body),
  });
  const said = readElements(Buffer.from(answer.body).toString('utf8'), ['sessionId', 'serverUrl', 'faultstring']);
  if (said.faultstring !== undefined) throw new ActionError('HttpError', said.faultstring);
  requireSuccess(answer);
  const { sessionId, serverUrl = '' } = said;
  if (!sessionId || !URL.canParse(serverUrl)) throw new ActionError('HttpError', 'Salesforce has returned no session');
  const { protocol, host, origin } = new URL(serverUrl);
  // The session goes to Salesforce only.
  if (protocol !== 'https:' || !/^[a-z0-9.-]+\.salesforce\.com$/.test(host)) {
    throw new ActionError('HttpError', 'Salesforce has named a server of somebody else');
  }
  return { origin, sessionId };
}

/** The texts of the first elements of these names, without their prefixes. */
function readElements(xml: string, names: readonly string[]): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {};
  let reading: string | undefined;
  const parser = new Parser(
    {
      onopentag(tag) {
        const name = tag.slice(tag.indexOf(':') + 1);
        reading = names.includes(name) && found[name] === undefined ? name : undefined;
        if (reading !== undefined) found[reading] = '';
      },
      ontext(text) {
        if (reading !== undefined) found[reading] += text;
      },
      onclosetag() {
        reading = undefined;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return found;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML cannot have are left out: no password of Salesforce has one. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
