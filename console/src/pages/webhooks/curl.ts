import type { Webhook } from './queries.ts';

/** A command that calls the webhook, to be pasted into a shell. */
export function makeCurl({ url, basicAuthUsername, basicAuthPassword }: Webhook): string {
  const hasBasic = basicAuthUsername !== '' || basicAuthPassword !== undefined;
  const user = hasBasic
    ? [`--user ${quote(`${basicAuthUsername}:${basicAuthPassword === undefined ? '' : 'PASSWORD'}`)}`]
    : [];
  const lines = [
    `curl ${quote(url)}`,
    ...user,
    `--header ${quote('Content-Type: application/json')}`,
    `--data ${quote('{"temperature": 21.5}')}`,
  ];
  return lines.join(' \\\n  ');
}

/** A word of a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
