import type { ContextValue } from '../schemas.ts';

/** What a report is asked for: as `sendReport` and `reportConfigs` have it. */
export interface ReportRequest {
  readonly toEmail: readonly string[];
  readonly subject?: string;
  readonly message?: string;
  readonly theme?: 'dark' | 'light';
  /** An IANA name. */
  readonly timezone: string;
  readonly locale?: string;
  readonly ctx: Readonly<Record<string, ContextValue>>;
  readonly callbackUrl?: string;
}
