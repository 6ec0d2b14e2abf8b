/** How somebody wants times to be written, where that is not as the browser has them. */
export interface TimePreferences {
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string | undefined;
  readonly clock: '24' | '12' | undefined;
}

const key = 'signalbox.times';

/** Of this browser, read once: whoever changes them loads the page anew. */
export const timePreferences: TimePreferences = read();

function read(): TimePreferences {
  try {
    const { timeZone, clock } = JSON.parse(globalThis.localStorage?.getItem(key) ?? '{}') as Record<string, unknown>;
    return {
      timeZone: typeof timeZone === 'string' && isZone(timeZone) ? timeZone : undefined,
      clock: clock === '24' || clock === '12' ? clock : undefined,
    };
  } catch {
    return { timeZone: undefined, clock: undefined };
  }
}

/** Every format is made when the page is loaded, so it is loaded again. */
export function keepTimePreferences(preferences: TimePreferences): void {
  localStorage.setItem(key, JSON.stringify(preferences));
  window.location.reload();
}

/** The IANA names of the zones that this browser knows, UTC first. */
export function listTimeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
