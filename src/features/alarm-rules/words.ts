import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { own } from '../../kernel/own.ts';
import { cutText } from '../../kernel/text.ts';
import type { AlarmRule, Operator, ThresholdCondition } from './conditions.ts';

const maxSubject = 255;
/** Of a value that is text. */
const maxValue = 500;

export const defaultSubjects = {
  silence: '{device} has been silent for {minutes} minutes',
  threshold: '{device}: {attribute} is {value}',
} as const;

const operatorWords: Readonly<Record<Operator, string>> = {
  above: 'above',
  below: 'below',
  equals: 'equal to',
  notEquals: 'other than',
};

/** What places in a subject stand for. */
export interface SubjectPlaces {
  readonly device: string;
  readonly value?: AttributeValue | undefined;
}

/** The subject with its places filled in; what is no place stays as it stands. */
export function fillSubject(
  rule: Pick<AlarmRule, 'subject' | 'name' | 'holdMs' | 'condition'>,
  places: SubjectPlaces,
): string {
  const { condition } = rule;
  const threshold = condition.kind === 'threshold' ? condition : undefined;
  const known: Readonly<Record<string, string | undefined>> = {
    device: places.device,
    rule: rule.name,
    minutes: minutesOf(rule.holdMs),
    attribute: threshold?.attribute,
    limit: threshold && textOf(threshold.limit),
    value: places.value === undefined ? undefined : textOf(places.value),
  };
  const filled = rule.subject.replace(/\{(\w+)\}/g, (place, name: string) => own(known, name) ?? place);
  return cutText(filled, maxSubject);
}

/** A threshold as a sentence goes on with it: "above 80". */
export function describeLimit({ operator, limit }: Pick<ThresholdCondition, 'operator' | 'limit'>): string {
  return `${operatorWords[operator]} ${textOf(limit)}`;
}

/** A value for people; a text no longer than a line. */
export function textOf(value: AttributeValue): string {
  return cutText(String(value), maxValue);
}

/** Ms as minutes, without needless digits. */
export function minutesOf(ms: number): string {
  return String(Math.round((ms / 60_000) * 100) / 100);
}
