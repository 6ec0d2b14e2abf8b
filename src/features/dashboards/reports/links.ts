import { parseJson } from '../../../kernel/json-text.ts';
import type { SecretBox } from '../../../platform/secrets/secret-box.ts';
import type { ContextValue } from '../schemas.ts';
import type { DashboardRow } from '../store.ts';

/** How long a callback's file can be fetched. */
export const fileMs = 7 * 86_400_000;

/** Addresses of pages and files of reports; what they open is sealed into them. */
export class ReportLinks {
  readonly #secrets: SecretBox;
  readonly #base: string | undefined;

  /** @param options.base where people reach this server; undefined where the operator does not say */
  constructor(options: { secrets: SecretBox; base: string | undefined }) {
    this.#secrets = options.secrets;
    this.#base = options.base;
  }

  /** The dashboard as a report shows it. */
  dashboard(
    row: Pick<DashboardRow, 'id' | 'application_id'>,
    { ctx, time }: { ctx: Readonly<Record<string, ContextValue>>; time: number },
  ): string | undefined {
    if (this.#base === undefined) return undefined;
    return `${this.#base}/console/dashboards/${row.id}?${toSearch(ctx, time)}`;
  }

  /** Where somebody stops the reports that he is sent of a dashboard. */
  stop(dashboardId: string, address: string): string | undefined {
    if (this.#base === undefined) return undefined;
    return `${this.#base}/dashboard-reports/stop?token=${this.#seal({ use: 'stop', dashboardId, address })}`;
  }

  /** Where the file of a report is, for a week. */
  download(reportId: string, now: number): { downloadUrl: string; expires: string } {
    const expires = now + fileMs;
    const token = this.#seal({ use: 'file', reportId, expires });
    return {
      downloadUrl: `${this.#base ?? ''}/dashboard-reports/file?token=${token}`,
      expires: new Date(expires).toISOString(),
    };
  }

  /** What is sealed in the token of a link; undefined for one that this server has not made for this use. */
  open(token: string, use: 'stop' | 'file'): Readonly<Record<string, unknown>> | undefined {
    try {
      const value = parseJson(this.#secrets.open(token)) as Record<string, unknown>;
      return value.use === use ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #seal(value: object): string {
    return encodeURIComponent(this.#secrets.seal(JSON.stringify(value)));
  }
}

/** A dashboard's variables and moment as its page has them in its address. */
export function toSearch(ctx: Readonly<Record<string, ContextValue>>, time: number): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(ctx)) {
    if (typeof value !== 'object') search.set(`ctx[${name}]`, String(value));
    else {
      if (value.key !== undefined) search.set(`ctx[${name}][key]`, value.key);
      if (value.value !== undefined) search.set(`ctx[${name}][value]`, value.value);
    }
  }
  search.set('time', String(time));
  return search.toString();
}
