import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Database } from '../../../platform/database/database.ts';
import { findFile, stopReports } from '../report-store.ts';
import { findDashboard } from '../store.ts';
import type { ReportLinks } from './links.ts';
import { escapeHtml } from './mail-html.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * What links of reports lead to, without a login: their files, and the page on which a receiver stops them. Following the link
 * alone stops nothing, because mail servers follow links to look at them.
 */
export function registerReportPages(
  server: FastifyInstance,
  { database, links, now }: { database: Database; links: ReportLinks; now: () => number },
): void {
  const schema = { hide: true };
  const tokenOf = (query: unknown): string => {
    const { token } = query as { token?: unknown };
    return typeof token === 'string' ? token : '';
  };

  server.get('/dashboard-reports/stop', { schema }, async ({ query }, reply) => {
    const token = tokenOf(query);
    const opened = links.open(token, 'stop');
    if (!opened) return sendPage(reply.code(404), 'This link does not work', '');
    const address = escapeHtml(String(opened.address));
    const form = `<p>${address} is sent reports of a dashboard.</p><form method="post" action="/dashboard-reports/stop?token=${encodeURIComponent(token)}"><button>Send no more of them</button></form>`;
    return sendPage(reply, 'Reports of a dashboard', form);
  });

  server.post('/dashboard-reports/stop', { schema }, async ({ query }, reply) => {
    const opened = links.open(tokenOf(query), 'stop');
    const row = opened && (await findDashboard(database.kysely, String(opened.dashboardId)));
    if (!opened || !row) return sendPage(reply.code(404), 'This link does not work', '');
    await stopReports(database.kysely, row.dashboard_row_id, String(opened.address), new Date(now()));
    return sendPage(reply, 'Stopped', `<p>${escapeHtml(String(opened.address))} is sent no more of these reports.</p>`);
  });

  server.get('/dashboard-reports/file', { schema }, async ({ query }, reply) => {
    const opened = links.open(tokenOf(query), 'file');
    const isOpen = opened && Number(opened.expires) > now();
    const file = isOpen ? await findFile(database.kysely, String(opened.reportId)) : undefined;
    if (!file) return sendPage(reply.code(404), 'This link does not work', '');
    return reply
      .type(file.content_type)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(file.content);
  });
}

function sendPage(reply: FastifyReply, title: string, body: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>body{font-family:sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}</style></head><body><h1>${title}</h1>${body}</body></html>`,
    );
}
