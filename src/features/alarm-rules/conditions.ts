import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { type TagPair, type TagPattern, tagsMatch } from '../../kernel/tags.ts';
import type { EventLevel } from '../events/index.ts';

/** How a value and the limit must stand to each other for an alarm. */
export const operators = ['above', 'below', 'equals', 'notEquals'] as const;
export type Operator = (typeof operators)[number];

/** An alarm rule that is enabled, ready to be asked about a report. */
export interface AlarmRule {
  readonly rowId: number;
  readonly id: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly name: string;
  readonly level: EventLevel;
  /** With `{device}` and other places to fill in. */
  readonly subject: string;
  readonly deviceId: string | null;
  readonly deviceTags: readonly TagPattern[];
  readonly holdMs: number;
  readonly version: number;
  /** Epoch ms. */
  readonly armedAt: number;
  readonly condition: SilenceCondition | ThresholdCondition;
}

export interface SilenceCondition {
  readonly kind: 'silence';
  /** Also devices that have never reported: silent since the rule began to watch them. */
  readonly includeNeverReported: boolean;
}

export interface ThresholdCondition {
  readonly kind: 'threshold';
  readonly attribute: string;
  readonly operator: Operator;
  readonly limit: AttributeValue;
  /** Where an alarm ends; the limit itself unless there is a hysteresis. Always the limit where that is no number. */
  readonly clearLimit: AttributeValue;
}

/** Whether the rule is about the device. */
export function isAbout(
  rule: Pick<AlarmRule, 'deviceId' | 'deviceTags'>,
  device: { readonly deviceId: string; readonly tags: readonly TagPair[] },
): boolean {
  if (rule.deviceId !== null) return rule.deviceId === device.deviceId;
  return rule.deviceTags.length === 0 || tagsMatch(device.tags, rule.deviceTags);
}

/** What a value says: `beyond` the limit, `clear` of it, or nothing: between the two limits, or of another type. */
export function judge(condition: ThresholdCondition, value: AttributeValue): 'beyond' | 'clear' | undefined {
  const { operator, limit, clearLimit } = condition;
  if (typeof value !== typeof limit) return undefined;
  switch (operator) {
    case 'above':
      return value > limit ? 'beyond' : value <= clearLimit ? 'clear' : undefined;
    case 'below':
      return value < limit ? 'beyond' : value >= clearLimit ? 'clear' : undefined;
    case 'equals':
      return value === limit ? 'beyond' : 'clear';
    case 'notEquals':
      return value === limit ? 'clear' : 'beyond';
  }
}
