/**
 * Has the browser keep the console's shell, so that it opens without a network. Where the page is not served safely (HTTP to
 * another machine) browsers have no such thing, and the console works without it.
 */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = (): void => {
    // A worker that cannot be had now is asked for again at the next visit.
    navigator.serviceWorker.register('/console/service-worker.js', { updateViaCache: 'none' }).catch(() => undefined);
  };
  // The page first. Scripts that wait for something may run after everything has been loaded.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}
