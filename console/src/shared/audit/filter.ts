/** What is shown of a record. It stands in the page's address, so that a view can be passed on. */
export interface AuditFilter {
  /** Counted from 1. */
  readonly page: number;
  readonly resource?: string;
  readonly action?: string;
  /** The whole e-mail address or name of a token. */
  readonly actor?: string;
  readonly days?: number;
}

/** Reads the filter from an address; what makes no sense there is left out. */
export function readAuditFilter(search: Readonly<Record<string, unknown>>): AuditFilter {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  const number = (value: unknown) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined);
  const days = number(search.days);
  return {
    page: number(search.page) ?? 1,
    ...text('resource'),
    ...text('action'),
    ...text('actor'),
    ...(days === undefined ? {} : { days }),
  };
}
