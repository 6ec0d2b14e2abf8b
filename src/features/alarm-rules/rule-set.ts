import type { DeviceProfile } from '../devices/index.ts';
import { type AlarmRule, isAbout } from './conditions.ts';

const none: readonly AlarmRule[] = [];
/** A commit that has been begun is through, or has failed, after this time. */
const commitMs = 60_000;

/**
 * Every enabled rule, in memory, so that a report is asked about without a read: at most a hundred for each application, a
 * kilobyte each. `AlarmClock` replaces them when some server has changed one.
 */
export class RuleSet {
  #byApplication = new Map<number, readonly AlarmRule[]>();
  #byRowId = new Map<number, AlarmRule>();
  /** The rules about a device, for as long as its profile is at hand and no rule has changed. */
  #ofDevice = new WeakMap<DeviceProfile, readonly AlarmRule[]>();

  /** Rules that some device may be beyond the limit of, as the database said last; undefined: not known yet. */
  #beyond: ReadonlySet<number> | undefined;
  /** Since when reports that this server stores may have made them so, in ms from any start. */
  readonly #noted = new Map<number, number>();

  replace(rules: readonly AlarmRule[]): void {
    this.#byApplication = Map.groupBy(rules, ({ applicationRowId }) => applicationRowId);
    this.#byRowId = new Map(rules.map((rule) => [rule.rowId, rule]));
    this.#ofDevice = new WeakMap();
  }

  get isEmpty(): boolean {
    return this.#byRowId.size === 0;
  }

  get all(): readonly AlarmRule[] {
    return [...this.#byRowId.values()];
  }

  /**
   * Whether a device may be beyond the limit of a rule, so that the end of that has to be looked for. Another server's
   * news of it come within two seconds.
   */
  mayBeBeyond(ruleRowId: number): boolean {
    return this.#beyond === undefined || this.#beyond.has(ruleRowId) || this.#noted.has(ruleRowId);
  }

  /** Notes that what is about to be stored may put a device beyond the limit of a rule. */
  noteBeyond(ruleRowId: number): void {
    this.#noted.set(ruleRowId, performance.now());
  }

  /** Takes what the database says of the rules; what was noted lately may not have been there yet. */
  setBeyond(ruleRowIds: ReadonlySet<number>): void {
    this.#beyond = ruleRowIds;
    const now = performance.now();
    for (const [rowId, at] of this.#noted) if (now - at > commitMs) this.#noted.delete(rowId);
  }

  get(ruleRowId: number): AlarmRule | undefined {
    return this.#byRowId.get(ruleRowId);
  }

  about(device: DeviceProfile): readonly AlarmRule[] {
    const rules = this.#byApplication.get(device.applicationRowId);
    if (!rules) return none;
    let about = this.#ofDevice.get(device);
    if (!about) {
      about = rules.filter((rule) => isAbout(rule, device));
      this.#ofDevice.set(device, about.length === 0 ? none : about);
    }
    return about;
  }
}
