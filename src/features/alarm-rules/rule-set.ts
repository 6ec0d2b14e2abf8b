import type { DeviceProfile } from '../devices/index.ts';
import { type AlarmRule, isAbout } from './conditions.ts';

const none: readonly AlarmRule[] = [];

/**
 * Every enabled rule, in memory, so that a report is asked about without a read: at most a hundred for each application, a
 * kilobyte each. `AlarmClock` replaces them when some server has changed one.
 */
export class RuleSet {
  #byApplication = new Map<number, readonly AlarmRule[]>();
  #byRowId = new Map<number, AlarmRule>();
  /** The rules about a device, for as long as its profile is at hand and no rule has changed. */
  #ofDevice = new WeakMap<DeviceProfile, readonly AlarmRule[]>();

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
