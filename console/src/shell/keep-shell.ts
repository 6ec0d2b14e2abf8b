/**
 * Has the browser keep the console's shell, so that it opens without a network. Where the page is not served safely (HTTP to
 * another machine) browsers have no such thing, and the console works without it.
 */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // A worker that cannot be had now is asked for again at the next visit.
  navigator.serviceWorker.register('/console/service-worker.js', { updateViaCache: 'none' }).catch(() => undefined);
}
