import { invalid } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { cutText } from '../../../kernel/text.ts';
import { isTimeZone } from '../../../kernel/time-zone.ts';
import { type CallbackPolicy, refuseCallback } from '../../../platform/http/callback.ts';
import type { ReportConfig } from '../schemas.ts';
import { isTooOften, nextReportTime, type ReportTimes, readReportTimes } from './cron.ts';

/** What can be done with reports on this server. */
export interface ReportMeans {
  readonly hasMail: boolean;
  readonly hasPublicUrl: boolean;
  readonly callbackPolicy: CallbackPolicy;
}

/**
 * Schedules as they are stored, each with an id of its own. Those of imports are taken as they are: what of them is wrong is
 * never due.
 *
 * @throws AppError Validation naming the field
 */
export function checkReports(
  configs: readonly ReportConfig[],
  variables: readonly { readonly name: string; readonly type: string }[],
  means: ReportMeans,
  now: number,
): ReportConfig[] {
  const ids = new Set<string>();
  return configs.map((config, index) => {
    const field = `reportConfigs[${index}]`;
    const id = config.id || newId();
    if (ids.has(id)) throw invalid(`${field}.id`, `is that of another report: ${id}`);
    ids.add(id);
    checkZone(config.timezone, `${field}.timezone`);
    const times = readTimes(config.cron, `${field}.cron`);
    if (isTooOften(times, config.timezone || 'UTC', now)) {
      throw invalid(`${field}.cron`, 'must leave five minutes between two reports');
    }
    // One that was saved before may be over.
    if (!config.id && nextReportTime(times, config.timezone || 'UTC', now) === undefined) {
      throw invalid(`${field}.cron`, 'names no time that is still to come');
    }
    checkReceivers(config, field, means);
    const { forEach } = config.signalbox ?? {};
    const isListed = variables.some(({ name, type }) => name === forEach && /^device/.test(type));
    if (forEach !== undefined && !isListed) {
      throw invalid(`${field}.signalbox.forEach`, 'must name a variable of devices, tags or attributes');
    }
    return { ...config, id };
  });
}

function readTimes(cron: string, field: string): ReportTimes {
  try {
    return readReportTimes(cron);
  } catch (error) {
    throw invalid(field, (error as Error).message);
  }
}

/** @throws AppError Validation naming the field */
export function checkReceivers(
  { toEmail = [], callbackUrl }: Pick<ReportConfig, 'toEmail' | 'callbackUrl'>,
  field: string,
  { hasMail, hasPublicUrl, callbackPolicy }: ReportMeans,
): void {
  const prefix = field === '' ? '' : `${field}.`;
  if (toEmail.length === 0 && callbackUrl === undefined)
    throw invalid(`${prefix}toEmail`, 'or callbackUrl is required');
  if (toEmail.length > 0 && !hasMail) {
    throw invalid(`${prefix}toEmail`, 'cannot be reached: no mail server is configured (SIGNALBOX_SMTP_URL)');
  }
  if (callbackUrl === undefined) return;
  const refusal = refuseCallback(callbackUrl, callbackPolicy);
  if (refusal !== undefined) throw invalid(`${prefix}callbackUrl`, refusal);
  if (!hasPublicUrl) {
    throw invalid(`${prefix}callbackUrl`, 'needs SIGNALBOX_PUBLIC_URL, which says where the report can be fetched');
  }
}

/** @throws AppError Validation */
export function checkZone(zone: string | undefined, field: string): void {
  if (zone === undefined || zone === '' || isTimeZone(zone)) return;
  throw invalid(field, `is no time zone: ${cutText(zone, 80)}`);
}

/** When a schedule is due next; undefined for one that never is, or that is switched off. */
export function nextDue(config: ReportConfig, after: number): Date | undefined {
  if (config.signalbox?.enabled === false) return undefined;
  try {
    const time = nextReportTime(readReportTimes(config.cron), config.timezone || 'UTC', after);
    return time === undefined ? undefined : new Date(time);
  } catch {
    // Of an import: what cannot be read is never due.
    return undefined;
  }
}
