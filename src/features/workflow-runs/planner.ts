import { matchesGlob } from '../../kernel/glob.ts';
import { normalizeText } from '../../kernel/text.ts';
import { matchesTopic } from '../../kernel/topic-filter.ts';
import type { Lane } from '../../platform/database/lane.ts';
import type { DeviceDirectory, DeviceProfile } from '../devices/index.ts';
import type { ActiveTrigger, ApplicationTriggers, FlowLookup } from '../workflows/index.ts';
import { type Occurrence, runIdOf } from './occurrence.ts';
import { wantsState } from './state-triggers.ts';

/** The application that something has happened in. */
export interface RunApplication {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly name: string;
  readonly ownerType: 'user' | 'organization';
  readonly ownerId: string;
}

/** Whose turns at the database what is done for the application takes: the same as those of calls that name it. */
export function laneOf({ ownerId, applicationId }: RunApplication): Lane {
  return { owner: ownerId, name: applicationId };
}

/** A run that is to be started. */
export interface PlannedRun {
  readonly runId: string;
  readonly application: RunApplication;
  readonly occurrence: Occurrence;
  readonly trigger: ActiveTrigger;
  /** The version to run; undefined: the one that runs when none is asked for. */
  readonly version: string | undefined;
  readonly evenDisabled: boolean;
  readonly device: DeviceProfile | undefined;
  /** Runs with the same key follow each other. */
  readonly order: string | undefined;
  /** A run of the same key that still waits is replaced. */
  readonly isLatest: boolean;
}

/** Finds the runs that an occurrence starts (workflows.md, "2. Triggers"). */
export class Planner {
  readonly #lookup: FlowLookup;
  readonly #directory: DeviceDirectory;
  /** Told of a state that was stored when the triggers were not at hand, before its runs start; it may be told again. */
  readonly onUnjudged: (triggers: ApplicationTriggers, device: DeviceProfile, arrivedAt: number) => Promise<void>;

  constructor(options: { lookup: FlowLookup; directory: DeviceDirectory; onUnjudged: Planner['onUnjudged'] }) {
    this.onUnjudged = options.onUnjudged;
    this.#lookup = options.lookup;
    this.#directory = options.directory;
  }

  async plan(application: RunApplication, occurrence: Occurrence): Promise<PlannedRun[]> {
    const triggers = await this.#lookup.triggers(application.applicationRowId);
    const { deviceId } = occurrence;
    const device =
      deviceId === undefined ? undefined : await this.#directory.findIn(application.applicationId, deviceId);
    if (occurrence.isUnjudged && device) {
      await this.onUnjudged(triggers, device, occurrence.arrivedAt ?? occurrence.time);
    }
    const alike = new Map<string, number>();
    return firstOfEach(findFiring(triggers, occurrence, device)).map((trigger) => {
      const kind = `${trigger.flowId}/${trigger.uiId ?? `${trigger.type}/${trigger.key}`}`;
      const before = alike.get(kind) ?? 0;
      alike.set(kind, before + 1);
      const concurrency = trigger.runtime.concurrency ?? (device ? 'device' : 'parallel');
      const ofDevice = `${trigger.flowId}/${deviceId ?? ''}`;
      return {
        runId: runIdOf(occurrence.id, trigger.flowId, trigger, before),
        application,
        occurrence,
        trigger,
        version: trigger.isDefault && occurrence.target?.version === undefined ? undefined : trigger.version,
        evenDisabled: occurrence.target?.evenDisabled ?? false,
        device,
        order: { parallel: undefined, serial: trigger.flowId, device: ofDevice, latest: ofDevice }[concurrency],
        isLatest: concurrency === 'latest',
      };
    });
  }
}

/** Every trigger of an application that an occurrence fires; entries of one flow may be among them several times. */
function findFiring(
  triggers: ApplicationTriggers,
  occurrence: Occurrence,
  device: DeviceProfile | undefined,
): readonly ActiveTrigger[] {
  const { kind, key = '', flowVersion: version, target } = occurrence;
  if (target) {
    const found = triggers.find(target.type, target.key, target.version);
    return found.filter(
      ({ flowId, uiId }) => flowId === target.flowId && (target.uiId === undefined || uiId === target.uiId),
    );
  }
  const data = occurrence.data as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'state':
    case 'refusedState':
      return device ? ofReports(triggers, device, version).filter((it) => wantsState(it, occurrence)) : [];
    case 'connect':
      return device ? ofDevice(triggers, device, 'device', 'Connect') : [];
    case 'disconnect':
      return device ? ofDevice(triggers, device, 'device', 'Disconnect') : [];
    case 'deviceCreate':
      return triggers.ofType('deviceCreate');
    case 'webhook':
      return triggers.find('webhook', key, version);
    case 'dataTable':
      return triggers.find('dataTable', key).filter(({ config }) => config[String(data.action)] === true);
    case 'event':
      return [...triggers.find('event', key), ...triggers.find('event', 'any')].filter(({ config }) =>
        wantsEvent(config, data),
      );
    case 'appFile':
      return triggers.ofType('appFile').filter((it) => wantsFile(it, String(data.action), key));
    case 'mqttTopic':
      return triggers.ofType('mqttTopic').filter((it) => isLosant(it.config) && matchesTopic(it.key, key));
    case 'integration':
      return triggers.find('integration', key, version).filter(({ config }) => wantsIntegration(config, data));
    case 'flowError':
      return (data.keys as readonly string[]).flatMap((errorKey) => triggers.find('flowError', errorKey));
    default:
      return [];
  }
}

const connectionEvents = ['connect', 'disconnect', 'failure'];

/** Messages unless they are switched off, as old exports do not name them; what becomes of the connection where it is asked for. */
function wantsIntegration(config: ActiveTrigger['config'], { type }: Readonly<Record<string, unknown>>): boolean {
  if (typeof type === 'string' && connectionEvents.includes(type)) return config[type] === true;
  return config.message !== false;
}

/** Whether a trigger of files is about this one: its path, or with a slash at the end everything below it. */
export function wantsFile({ key, config }: ActiveTrigger, action: string, path: string): boolean {
  if (config[action] !== true) return false;
  const normal = normalizeText(key);
  const wanted = normal.startsWith('/') ? normal : `/${normal}`;
  return wanted.endsWith('/') ? path.startsWith(wanted) : path === wanted;
}

/** Whether a trigger of topics is about the application's own broker. */
export function isLosant({ integrationId }: Readonly<Record<string, unknown>>): boolean {
  return integrationId === undefined || integrationId === null || integrationId === '' || integrationId === 'losant';
}

/** The triggers of a device: those with its id, and those with one of its tags, of which either half may be left open. */
export function ofDevice(
  triggers: ApplicationTriggers,
  device: DeviceProfile,
  prefix: string,
  suffix: string,
  version?: string,
): ActiveTrigger[] {
  const found = [...triggers.find(`${prefix}Id${suffix}`, device.deviceId, version)];
  const type = `${prefix}Tag${suffix}`;
  if (triggers.ofType(type, version).length === 0) return found;
  const keys = new Set<string>();
  for (const { key, value } of device.tags) {
    for (const tag of [`${key}/${value}`, `${key}/`, `/${value}`, '/']) keys.add(tag);
  }
  for (const key of keys) found.push(...triggers.find(type, key, version));
  return found;
}

const keptOfReports = new WeakMap<DeviceProfile, { of: ApplicationTriggers; found: readonly ActiveTrigger[] }>();

/**
 * The triggers of a device's reports. Those of the default versions are kept, as long as neither the device nor the triggers of its
 * application have changed: they are asked for several times for each report.
 */
export function ofReports(
  triggers: ApplicationTriggers,
  device: DeviceProfile,
  version?: string,
): readonly ActiveTrigger[] {
  if (version !== undefined) return ofDevice(triggers, device, 'device', '', version);
  const kept = keptOfReports.get(device);
  if (kept?.of === triggers) return kept.found;
  const found = ofDevice(triggers, device, 'device', '');
  keptOfReports.set(device, { of: triggers, found });
  return found;
}

function wantsEvent(
  { subject, ...wanted }: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>>,
): boolean {
  if (wanted[String(data.state)] !== true) return false;
  if (typeof subject !== 'string' || subject === '') return true;
  return matchesGlob(subject, String(data.subject));
}

/** Entries with the same `meta.uiId` are one trigger with several keys. */
function firstOfEach(triggers: readonly ActiveTrigger[]): ActiveTrigger[] {
  const seen = new Set<string>();
  return triggers.filter(({ flowId, version, uiId, index }) => {
    const entry = `${flowId}/${version}/${uiId === undefined ? index : `ui-${uiId}`}`;
    if (seen.has(entry)) return false;
    seen.add(entry);
    return true;
  });
}
