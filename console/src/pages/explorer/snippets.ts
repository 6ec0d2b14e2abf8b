/** Stands where the token goes: the one of this session must not end up in a chat or a script. */
export const tokenPlaceholder = 'YOUR_TOKEN';

export interface SnippetOptions {
  /** Where the server is, `https://host:port`. */
  readonly server: string;
  readonly applicationId: string;
  readonly query: object;
}

/** The query as a command for a shell. */
export function toCurl({ server, applicationId, query }: SnippetOptions): string {
  return [
    `curl ${quoteForShell(`${server}/applications/${applicationId}/data/time-series-query`)}`,
    `  -H ${quoteForShell(`Authorization: Bearer ${tokenPlaceholder}`)}`,
    `  -H ${quoteForShell('Content-Type: application/json')}`,
    `  -d ${quoteForShell(JSON.stringify(query))}`,
  ].join(' \\\n');
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The query for the official client, npm losant-rest. */
export function toClientCode({ server, applicationId, query }: SnippetOptions): string {
  return `const { createClient } = require('losant-rest');

const client = createClient({ url: ${JSON.stringify(server)}, accessToken: ${JSON.stringify(tokenPlaceholder)} });

client.data
  .timeSeriesQuery({
    applicationId: ${JSON.stringify(applicationId)},
    query: ${JSON.stringify(query, null, 2).replaceAll('\n', '\n    ')},
  })
  .then((series) => console.log(JSON.stringify(series)));
`;
}
