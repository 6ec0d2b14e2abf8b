/**
 * Pages that are shown without a session, by their paths below /console. Each says so in its feature too (`standalone`): this
 * list is what is known before the features have been loaded.
 */
export const openPages: readonly string[] = [
  '/shared',
  '/print',
  '/first-run',
  '/invitation',
  '/confirm-email',
  '/shared-page',
];

/** Whether the page of an address is one of them. */
export function isOpenPage(pathname: string): boolean {
  return openPages.includes(pathname.replace(/^\/console/, '').replace(/\/$/, ''));
}
