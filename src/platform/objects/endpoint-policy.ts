/**
 * Whether an application may send its archive to this endpoint: only hosts that the operator lists, because the
 * server would otherwise call any address of its own network for whoever may edit an application.
 *
 * @param allowedHosts `host` (any port) or `host:port`, in any case; compared whole, so no listed host covers another
 */
export function isAllowedEndpoint(endpoint: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return allowedHosts
    .map((host) => host.toLowerCase())
    .some((host) => host === url.hostname || host === `${url.hostname}:${port}`);
}
