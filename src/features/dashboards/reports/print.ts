import { ConcurrencyLimiter } from '../../../kernel/concurrency-limiter.ts';
import type { SecretBox } from '../../../platform/secrets/secret-box.ts';
import type { ContextValue } from '../schemas.ts';
import { toSearch } from './links.ts';

/** What a Chromium has made of a dashboard. */
export interface PrintedDashboard {
  readonly pdf: Buffer;
  readonly png: Buffer;
}

export interface PrintQuestion {
  readonly dashboardId: string;
  readonly ctx: Readonly<Record<string, ContextValue>>;
  readonly time: number;
  readonly theme: 'light' | 'dark';
  readonly timezone: string;
  readonly locale: string | undefined;
}

/** How long blocks may take to settle (dashboards.md, "10. Reports"). */
const settleMs = 60_000;
/** A dashboard is drawn as wide as on a screen; a picture of it higher than this would be refused by mail programs. */
const viewport = { width: 1280, height: 900 };
const maxHeight = 8_000;
/** One browser at a time: each takes as much memory as the server. */
const browsersAtOnce = 1;
const maxWaiting = 100;

/** How long the token of the print view opens one dashboard. */
const tokenMs = 5 * 60_000;

/** The token by which the server's own browser sees a dashboard, whoever may see it otherwise. */
export function sealPrintToken(secrets: SecretBox, dashboardId: string, now: number): string {
  return secrets.seal(JSON.stringify({ use: 'print', id: dashboardId, expires: now + tokenMs }));
}

/** Draws dashboards with the operator's Chromium (`SIGNALBOX_CHROMIUM`), by the console's print view. */
export class DashboardPrinter {
  readonly #program: string;
  readonly #secrets: SecretBox;
  readonly #allowed: readonly string[];
  readonly #now: () => number;
  readonly #limiter = new ConcurrencyLimiter({
    atOnce: browsersAtOnce,
    maxWaiting,
    refusal: 'Too many reports are being drawn; retry later',
  });
  #origin: string | undefined;

  /** @param options.allowed origins besides the server's own that pictures and tiles may come from */
  constructor(options: { program: string; secrets: SecretBox; allowed: readonly string[]; now: () => number }) {
    this.#program = options.program;
    this.#secrets = options.secrets;
    this.#allowed = options.allowed;
    this.#now = options.now;
  }

  /** Says where the server is reached from this machine, once it is. */
  open(origin: string): void {
    this.#origin = origin;
  }

  /** @throws Error when the browser does not start, or the page does not settle */
  print(question: PrintQuestion, signal: AbortSignal): Promise<PrintedDashboard> {
    return this.#limiter.run(() => this.#print(question, signal));
  }

  async #print(question: PrintQuestion, signal: AbortSignal): Promise<PrintedDashboard> {
    const origin = this.#origin;
    if (origin === undefined) throw new Error('the server is not reached yet');
    signal.throwIfAborted();
    const { dashboardId, ctx, time, theme, timezone, locale } = question;
    // Loaded only where it is used: it is larger than the server.
    const { chromium } = await import('playwright-core');
    const isRoot = process.getuid?.() === 0;
    const browser = await chromium.launch({
      executablePath: this.#program,
      args: isRoot ? ['--no-sandbox'] : [],
      timeout: settleMs,
    });
    const close = (): void => void browser.close().catch(() => undefined);
    signal.addEventListener('abort', close, { once: true });
    try {
      const page = await browser.newPage({
        viewport,
        timezoneId: timezone,
        colorScheme: theme,
        ...(locale === undefined ? {} : { locale }),
      });
      page.setDefaultTimeout(settleMs);
      // What a dashboard names must not make the server's own machine ask around in its network.
      await page.route('**/*', (route) => {
        const url = new URL(route.request().url());
        const isOurs = url.origin === origin || ['data:', 'blob:'].includes(url.protocol);
        return isOurs || this.#allowed.includes(url.origin) ? route.continue() : route.abort();
      });
      const token = sealPrintToken(this.#secrets, dashboardId, this.#now());
      const search = `dashboard=${dashboardId}&theme=${theme}&${toSearch(ctx, time)}`;
      await page.goto(`${origin}/console/print?${search}#${encodeURIComponent(token)}`);
      await page.waitForSelector('[data-print="settled"]', { state: 'attached' });
      const height = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewportSize({ width: viewport.width, height: Math.min(maxHeight, Number(height)) });
      const png = await page.screenshot({ type: 'png' });
      const pdf = await page.pdf({ format: 'A4', printBackground: true, margin: { top: '10mm', bottom: '10mm' } });
      return { pdf: Buffer.from(pdf), png: Buffer.from(png) };
    } finally {
      signal.removeEventListener('abort', close);
      await browser.close();
    }
  }
}
