import type { FlowClass } from '../../kernel/flow.ts';

/** What the key of a trigger is: what fires it (workflows.md, "2. Triggers"). */
export type KeyRule =
  /** The server makes it: the id of the workflow, a hyphen and 21 characters. */
  | { readonly kind: 'made' }
  /** Always the same. */
  | { readonly kind: 'fixed'; readonly key: string }
  /** Follows from the workflow and the scope. */
  | { readonly kind: 'flowError' }
  /** The id of a resource of the application; `any` stands for all of them. */
  | { readonly kind: 'id'; readonly resource: string; readonly any?: string }
  /** `key/value` of a tag, split at the first slash; either half may be empty. */
  | { readonly kind: 'tag' }
  /** A topic filter. */
  | { readonly kind: 'topic' }
  /** One of these words. */
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /**
   * Any text; `required` false: it may be missing. `isPath`: of a file, or with a slash at its end of all in a directory; the first
   * slash may be missing.
   */
  | { readonly kind: 'text'; readonly required: boolean; readonly isPath?: true };

/** A key of a trigger's config, for the checks when saving, the docs and the editor. */
export interface TriggerField {
  readonly key: string;
  readonly kind: 'boolean' | 'number' | 'text' | 'select' | 'texts';
  readonly label: string;
  readonly help?: string;
  readonly default?: unknown;
  readonly options?: readonly string[];
  /** It names an occasion: a trigger of which none of those is on would never fire. */
  readonly isOccasion?: boolean;
}

/** A type of trigger. */
export interface TriggerDeclaration {
  readonly type: string;
  readonly label: string;
  /** One sentence that says when it fires. */
  readonly summary: string;
  readonly classes: readonly FlowClass[];
  readonly key: KeyRule;
  readonly fields: readonly TriggerField[];
}

const cloud: readonly FlowClass[] = ['cloud'];
const cloudOrEdge: readonly FlowClass[] = ['cloud', 'edge', 'embedded'];
const edge: readonly FlowClass[] = ['edge', 'embedded'];
const everywhere: readonly FlowClass[] = ['cloud', 'experience', 'edge', 'embedded', 'customNode'];

const made: KeyRule = { kind: 'made' };
const tag: KeyRule = { kind: 'tag' };
const idOf = (resource: string, any?: string): KeyRule => ({
  kind: 'id',
  resource,
  ...(any === undefined ? {} : { any }),
});
const flag = (key: string, label: string, help?: string): TriggerField => ({
  key,
  kind: 'boolean',
  label,
  default: false,
  ...(help === undefined ? {} : { help }),
});

const occasion = (key: string, label: string, isUsual = false): TriggerField => ({
  ...{ key, kind: 'boolean', label, default: isUsual, isOccasion: true },
});

/** The longest silence that an inactivity trigger waits for: a leap year. */
export const maxInactivitySeconds = 31_622_400;
/** Timers have less than a year. */
export const maxTimerSeconds = 31_536_000;
/** The endpoint trigger that every request fires. */
export const anyEndpoint = '0'.repeat(24);

const stateFields: readonly TriggerField[] = [
  { key: 'triggerOn', kind: 'select', label: 'Reports', options: ['both', 'individual', 'batch'], default: 'both' },
  { key: 'batchBehavior', kind: 'select', label: 'A batch fires', options: ['each', 'once'], default: 'each' },
  { key: 'attributeWhitelist', kind: 'texts', label: 'Only with one of these attributes' },
  { key: 'attributeBlacklist', kind: 'texts', label: 'Not with these attributes alone' },
  { key: 'maxAge', kind: 'number', label: 'Oldest report', help: 'In seconds; older reports do not fire.' },
  flag('allowInvalid', 'Refused reports too'),
];
const secondsOfSilence: readonly TriggerField[] = [
  { key: 'seconds', kind: 'number', label: 'Seconds without a report' },
];

/** Every type of trigger that we know. Others are kept, shown and never fire. */
export const triggerDeclarations: readonly TriggerDeclaration[] = [
  declare('deviceId', 'Device: State', 'A device has reported its state.', cloud, idOf('device'), stateFields),
  declare('deviceTag', 'Device: State', 'A device with the tag has reported its state.', cloud, tag, stateFields),
  declare('deviceIdConnect', 'Device: Connect', 'A device has connected.', cloud, idOf('device')),
  declare('deviceTagConnect', 'Device: Connect', 'A device with the tag has connected.', cloud, tag),
  declare('deviceIdDisconnect', 'Device: Disconnect', 'A device has disconnected.', cloud, idOf('device')),
  declare('deviceTagDisconnect', 'Device: Disconnect', 'A device with the tag has disconnected.', cloud, tag),
  declare(
    'deviceIdInactivity',
    'Device: Inactive',
    'A device has been silent.',
    cloud,
    idOf('device'),
    secondsOfSilence,
  ),
  declare(
    'deviceTagInactivity',
    'Device: Inactive',
    'A device with the tag has been silent.',
    cloud,
    tag,
    secondsOfSilence,
  ),
  declare('deviceCreate', 'Device: Create', 'A device was created.', cloud, { kind: 'fixed', key: '/' }),
  declare('timer', 'Timer', 'Every so many seconds, or at the times of a cron expression.', cloudOrEdge, made, [
    { key: 'seconds', kind: 'number', label: 'Seconds between', help: 'At least 1 and less than a year.' },
    { key: 'cron', kind: 'text', label: 'Cron expression', help: 'Five parts, or six with the seconds first.' },
    { key: 'tz', kind: 'text', label: 'Time zone of the cron expression', default: 'UTC' },
  ]),
  declare('virtualButton', 'Virtual Button', 'Somebody presses it.', everywhere, made),
  declare('webhook', 'Webhook', 'A webhook was called.', cloud, idOf('webhook')),
  declare(
    'endpoint',
    'Endpoint',
    'An experience endpoint was called.',
    ['cloud', 'experience'],
    idOf('experienceEndpoint', anyEndpoint),
    [{ key: 'experienceVersion', kind: 'text', label: 'Experience version', default: 'develop' }],
  ),
  declare('dataTable', 'Data Table', 'Rows of a data table have changed.', cloud, idOf('dataTable'), [
    occasion('insert', 'A row is inserted'),
    occasion('bulkInsert', 'Many rows are inserted at once'),
    occasion('update', 'A row is changed'),
    occasion('delete', 'A row is deleted'),
  ]),
  declare(
    'event',
    'Event',
    'An event was created, acknowledged or resolved.',
    cloud,
    { kind: 'choice', choices: ['any', 'info', 'warning', 'error', 'critical'] },
    [
      { key: 'subject', kind: 'text', label: 'Subject', help: 'A pattern: * stands for any text.' },
      occasion('new', 'Created'),
      occasion('acknowledged', 'Acknowledged'),
      occasion('resolved', 'Resolved'),
    ],
  ),
  declare('mqttTopic', 'MQTT', 'A message was published on a topic.', cloudOrEdge, { kind: 'topic' }, [
    { key: 'integrationId', kind: 'text', label: 'Broker', default: 'losant' },
  ]),
  declare(
    'integration',
    'Integration',
    'An integration has received a message, or its connection has changed.',
    cloud,
    idOf('integration'),
    [
      occasion('connect', 'It has connected'),
      occasion('message', 'A message has come', true),
      occasion('disconnect', 'It has disconnected'),
      occasion('failure', 'It has failed'),
    ],
  ),
  declare('flowError', 'Workflow Error', 'A run has failed.', ['cloud', 'experience'], { kind: 'flowError' }, [
    {
      key: 'scope',
      kind: 'select',
      label: 'Of which workflows',
      options: ['local', 'experience', 'cloud', 'global'],
      default: 'local',
    },
  ]),
  declare('appFile', 'File', 'A file has changed.', cloud, { kind: 'text', required: true, isPath: true }, [
    occasion('create', 'Created'),
    occasion('update', 'Changed'),
    occasion('delete', 'Deleted'),
    occasion('public', 'Made public'),
    occasion('private', 'Made private'),
  ]),
  declare('inboundEmail', 'Inbound Email', 'An e-mail has come.', cloud, { kind: 'text', required: true }),
  declare(
    'resourceJobIteration',
    'Job: Iteration',
    'A resource job has come to a resource.',
    cloud,
    idOf('resourceJob'),
  ),
  declare('resourceJobComplete', 'Job: Complete', 'A resource job is done.', cloud, idOf('resourceJob')),
  declare('resourceJobIterationTimeout', 'Job: Timeout', 'An iteration has timed out.', cloud, idOf('resourceJob')),
  declare('notebook', 'Notebook', 'A notebook has been executed.', cloud, idOf('notebook')),
  declare('customNodeStart', 'Start', 'A node of another workflow runs the custom node.', ['customNode'], {
    kind: 'fixed',
    key: 'customNodeStart',
  }),
  // Of agents: kept, deployed, never fired here.
  declare('deviceCommand', 'Device: Command', 'The agent’s device has received a command.', edge, {
    kind: 'text',
    required: false,
  }),
  ...['onBoot', 'onConnect', 'onDisconnect', 'onSync'].map((type) =>
    declare(type, `Device: ${type.slice(2)}`, 'The agent has started or changed its connection.', edge, made),
  ),
  ...['request', 'udp', 'serial', 'redis', 'opcua', 'fileWatch', 'fileTail', 'beckhoff', 'snmpTrap'].map((type) =>
    declare(type, type, 'Something has reached the agent.', edge, { kind: 'text', required: false }),
  ),
];

function declare(
  type: string,
  label: string,
  summary: string,
  classes: readonly FlowClass[],
  key: KeyRule,
  fields: readonly TriggerField[] = [],
): TriggerDeclaration {
  return { type, label, summary, classes, key, fields };
}

const byType = new Map(triggerDeclarations.map((declaration) => [declaration.type, declaration]));

/** The type of trigger by its name; undefined when we do not know it. */
export function findTrigger(type: string): TriggerDeclaration | undefined {
  return byType.get(type);
}

/**
 * Types that are kept, and whose triggers nothing fires yet: imports warn of them. Whoever makes one fire takes it out here and
 * out of the table in the users' page about workflows.
 */
export const unfiredTriggers: ReadonlySet<string> = new Set([
  'endpoint',
  'inboundEmail',
  'notebook',
  'resourceJobComplete',
  'resourceJobIteration',
  'resourceJobIterationTimeout',
]);
