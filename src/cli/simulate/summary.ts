import type { Fleet } from './fleet.ts';
import type { Plan } from './plan.ts';
import type { Statistics } from './statistics.ts';

/** How a simulation went, apart from what was counted in `Statistics`. */
export interface Run {
  readonly seconds: number;
  /** How far a replay was behind at worst. */
  readonly behindMs: number;
  /** Connections that ended, while devices were reporting, without a device wanting it. */
  readonly closedByServer: number;
}

/** Less than this share of what was wanted is worth a sentence. */
const enough = 0.98;
const worthSayingMs = 1000;

export const throttleHint =
  'Connections were closed. A server closes the connection of a device that sends more than its SIGNALBOX_DEVICE_MESSAGE_LIMIT' +
  ' (default 30 messages in 15 s, 2/s): report less often, or set it to off there.';

/** What has been done, for people and for programs, and what a person should know about it. */
export function describeRun(
  run: Run,
  context: { statistics: Statistics; fleet: Fleet; plan: Plan; cleanedUp: boolean },
): { text: string; json: object } {
  const { statistics, fleet, plan, cleanedUp } = context;
  const { sent, acknowledged, skipped, reconnects, refused, commands, latencyMs, inFlight, devices } = statistics;
  const perSecond = run.seconds > 0 ? acknowledged / run.seconds : 0;
  const hints = findHints(run, statistics, plan, perSecond);
  const wanted = plan.perSecond === undefined ? '' : `, ${format(plan.perSecond)} reports/s wanted`;
  const { p50, p95, p99, max } = latencyMs;
  const lines = [
    `${devices} devices for ${run.seconds.toFixed(1)} s${wanted}`,
    `  sent           ${sent}`,
    `  acknowledged   ${acknowledged} (${format(perSecond)}/s)${inFlight > 0 ? `, ${inFlight} without an acknowledgement` : ''}`,
    `  skipped        ${skipped}`,
    `  PUBACK ms      p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${max}`,
    `  connections    ${run.closedByServer} closed by the other side, ${reconnects} reconnects, ${refused} refused`,
    ...(commands > 0 ? [`  commands       ${commands} received`] : []),
    ...(fleet.applicationId === undefined
      ? []
      : [`  application    ${fleet.applicationId}${cleanedUp && fleet.made.application ? ' (removed)' : ''}`]),
    ...hints,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    json: {
      type: 'result',
      seconds: run.seconds,
      devices,
      wantedPerSecond: plan.perSecond,
      sent,
      acknowledged,
      unacknowledged: inFlight,
      skipped,
      perSecond,
      latencyMs,
      closed: run.closedByServer,
      reconnects,
      refused,
      commands,
      behindMs: Math.round(run.behindMs),
      applicationId: fleet.applicationId,
      hints,
    },
  };
}

function findHints(run: Run, statistics: Statistics, plan: Plan, perSecond: number): string[] {
  const hints: string[] = [];
  if (run.closedByServer > 0 && plan.exceedsUsualLimit) {
    hints.push(throttleHint);
  }
  const wanted = (plan.perSecond ?? 0) * run.seconds;
  if (plan.perSecond !== undefined && statistics.acknowledged + plan.streams < wanted * enough && run.seconds > 2) {
    hints.push(
      `The rate was not kept: ${format(perSecond)} of ${format(plan.perSecond)} reports/s. ${
        statistics.latencyMs.p50 > 100 || statistics.acknowledged === 0
          ? 'The server takes long to acknowledge.'
          : 'The server acknowledges fast; connections that broke, or this machine, were the limit.'
      }`,
    );
  }
  if (run.behindMs > worthSayingMs) {
    hints.push(
      `The replay fell behind by up to ${(run.behindMs / 1000).toFixed(1)} s${
        statistics.skipped + statistics.inFlight > 0 ? '' : '; nothing was left out'
      }.`,
    );
  }
  for (const [reason, count] of statistics.reasons) hints.push(`${count} x ${reason}`);
  return hints;
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
