import type { FastifyInstance } from 'fastify';

/** Where the page is; the console shows it in a frame with `sandbox="allow-scripts"`. */
export const customHtmlPath = '/console/custom-html';

/** Scripts of the page's owner, without any network, and no origin of ours to act with. */
const policy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * What the owner's scripts see: `DashboardBlock.on('change' | 'queryChange', listener)` with `DashboardBlock.input`. It is
 * written anew into each page, because opening a document takes its listeners away.
 */
const bridge = `
(() => {
  const listeners = { change: [], queryChange: [] };
  const block = {
    input: undefined,
    on(name, listener) {
      if (!listeners[name] || typeof listener !== 'function') return;
      listeners[name].push(listener);
      if (block.input) listener(block.input);
    },
  };
  window.DashboardBlock = block;
  window.addEventListener('message', ({ source, data }) => {
    if (source !== window.parent || !data || data.type !== 'input') return;
    const before = block.input;
    block.input = data.input;
    for (const listener of listeners.change) listener(block.input);
    const hasNewData = !before || JSON.stringify(before.queries) !== JSON.stringify(block.input.queries);
    if (hasNewData) for (const listener of listeners.queryChange) listener(block.input);
  });
})();`;

const page = `<!doctype html>
<html lang="en">
<title>Block of a dashboard</title>
<script>
const bridge = ${JSON.stringify(bridge).replaceAll('</', '<\\/')};
window.addEventListener('message', ({ source, data }) => {
  if (source !== window.parent || !data || data.type !== 'load') return;
  const { head, body } = data;
  document.open();
  document.write('<!doctype html><html><head><script>' + bridge + '<' + '/script>' + head + '</head><body>' + body + '</body></html>');
  document.close();
  window.parent.postMessage({ type: 'loaded' }, '*');
});
window.parent.postMessage({ type: 'ready' }, '*');
</script>
</html>
`;

/**
 * The page that a block of the type custom-html is drawn in (dashboards.md, "9. Maps, images, frames, foreign code (ours)").
 * It comes from the server, because what the console writes into a frame itself would be held to the console's own rules for
 * scripts. Its frame says `ready`, is sent `{type: 'load', head, body}`, says `loaded`, and is sent `{type: 'input', input}`.
 */
export function registerCustomHtmlPage(server: FastifyInstance): void {
  server.get(customHtmlPath, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'public, max-age=3600')
      .header('referrer-policy', 'no-referrer')
      .send(page),
  );
}
