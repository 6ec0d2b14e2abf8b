import { everComes, neverComes, parseCron } from '../../../kernel/cron.ts';
import { findFileNameFault } from '../../../kernel/file-name.ts';
import type { FlowTrigger } from '../../../kernel/flow.ts';
import { isId } from '../../../kernel/ids.ts';
import { findJsonTextFault } from '../../../kernel/json-text.ts';
import { normalizeText } from '../../../kernel/text.ts';
import { isTimeZone } from '../../../kernel/time-zone.ts';
import { isReservedTopic, isValidTopicFilter } from '../../../kernel/topic-filter.ts';
import { findTrigger, type KeyRule, maxInactivitySeconds, maxTimerSeconds, type TriggerField } from '../triggers.ts';
import { ofTrigger, type Problem } from './problem.ts';

type Config = Readonly<Record<string, unknown>>;

/** Key and config of a trigger by its type; of a type that we do not know nothing is judged. */
export function checkTriggerConfig(trigger: FlowTrigger, index: number): Problem[] {
  const declaration = findTrigger(trigger.type);
  if (!declaration) return [];
  const wrong = (message: string, key: string) => ofTrigger(trigger, index, message, key);
  const config = trigger.config ?? {};
  const keyMessage = checkKey(declaration.key, trigger, config);
  const problems = keyMessage === undefined ? [] : [wrong(keyMessage, 'key')];
  for (const field of declaration.fields) {
    // Seconds have a rule of their own below.
    const message = field.key === 'seconds' ? undefined : checkValue(field, config[field.key]);
    if (message !== undefined) problems.push(wrong(message, field.key));
  }
  const occasions = declaration.fields.filter(({ isOccasion }) => isOccasion);
  if (occasions.length > 0 && !occasions.some(({ key, default: usual }) => (config[key] ?? usual) === true)) {
    const keys = occasions.map(({ key }) => key);
    problems.push(
      wrong(`must be true, or one of ${keys.slice(1).join(', ')}, or the trigger never fires`, String(keys[0])),
    );
  }
  if (trigger.type === 'timer') problems.push(...checkTimer(config, wrong));
  if (trigger.type.endsWith('Inactivity')) {
    const seconds = config.seconds;
    if (typeof seconds !== 'number' || !(seconds >= 1 && seconds <= maxInactivitySeconds)) {
      problems.push(wrong(`must be a number from 1 to ${maxInactivitySeconds}`, 'seconds'));
    }
  }
  if (trigger.type === 'virtualButton') {
    const message = checkButton(trigger.meta?.payload);
    if (message !== undefined) problems.push(wrong(message, 'meta.payload'));
  }
  return problems;
}

/** What is wrong with a value that would be ignored as it is. */
function checkValue({ kind, options = [] }: TriggerField, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (kind === 'select') return options.includes(String(value)) ? undefined : `must be one of ${options.join(', ')}`;
  if (kind === 'number') {
    if (typeof value !== 'number') return 'must be a number';
    return value < 0 ? 'must not be below 0' : undefined;
  }
  if (kind !== 'texts') return undefined;
  if (!Array.isArray(value)) return 'must be a list';
  return value.every((text) => typeof text === 'string') ? undefined : 'must be a list of texts';
}

function checkKey(rule: KeyRule, { key = '' }: FlowTrigger, { integrationId }: Config): string | undefined {
  switch (rule.kind) {
    case 'id':
      return isId(key) ? undefined : `must be the id of a resource (${rule.resource})`;
    case 'tag':
      return key.includes('/') ? undefined : 'must be the key of a tag, a slash and its value';
    case 'topic':
      return checkTopic(key, integrationId === undefined || integrationId === '' || integrationId === 'losant');
    case 'choice':
      return rule.choices.includes(key) ? undefined : `must be one of ${rule.choices.join(', ')}`;
    case 'text':
      if (key === '') return rule.required ? 'is required' : undefined;
      return rule.isPath ? checkPath(key) : undefined;
    default:
      return undefined;
  }
}

function checkPath(path: string): string | undefined {
  const steps = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (path !== '/' && steps.some((step) => findFileNameFault(normalizeText(step)) !== undefined)) {
    return 'must be the path of a file, or of a directory with a slash at its end';
  }
  return undefined;
}

function checkTopic(topic: string, isOurs: boolean): string | undefined {
  if (!isValidTopicFilter(topic)) return 'must be a topic or a topic filter';
  if (isOurs && isReservedTopic(topic)) return 'must not start with losant/ or $';
  return undefined;
}

function checkTimer({ seconds, cron, tz }: Config, wrong: (message: string, key: string) => Problem): Problem[] {
  const problems: Problem[] = [];
  if (cron === undefined || cron === null || cron === '') {
    const isNumber = typeof seconds === 'number' && seconds >= 1 && seconds < maxTimerSeconds;
    if (!isNumber) problems.push(wrong('must be at least 1 and less than a year, unless there is a cron', 'seconds'));
  } else {
    try {
      if (!everComes(parseCron(String(cron)))) problems.push(wrong(neverComes, 'cron'));
    } catch (error) {
      problems.push(wrong((error as Error).message, 'cron'));
    }
  }
  if (tz !== undefined && tz !== null && tz !== '' && !isTimeZone(String(tz))) {
    problems.push(wrong('must be the name of a time zone', 'tz'));
  }
  return problems;
}

function checkButton(payload: unknown): string | undefined {
  return typeof payload !== 'string' || payload.trim() === '' ? undefined : findJsonTextFault(payload);
}
