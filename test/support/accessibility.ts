import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const require = createRequire(import.meta.url);

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Waits until nothing moves: half-faded text has little contrast, and a menu that slides away is wide. */
export async function waitForRest(page: Page): Promise<void> {
  const isMoving = "document.getAnimations().some(({ playState }) => playState === 'running')";
  await expect.poll(() => page.evaluate(isMoving), { timeout: 20_000 }).toBe(false);
}

/**
 * The serious and critical faults that axe finds on the page once nothing moves, one line each. Axe comes in through the debugger,
 * so the page's content security policy stays as it is.
 *
 * @param rules only these rules; all of them unless given
 */
export async function findFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await waitForRest(page);
  const isThere = await page.evaluate("'axe' in window");
  if (!isThere) await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const runOnly = rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } };
  const options = JSON.stringify({ ...runOnly, resultTypes: ['violations'] });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => {
        const reason = failureSummary.split('\n')[1]?.trim() ?? '';
        return `${id} (${help}): ${html.slice(0, 200)} ${reason.slice(0, 200)}`;
      }),
    );
}

/** How many pixels the page is wider than its window: what would have to be scrolled sideways. */
export function measureOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** The paths of every page of the console, from their routes, so that a new page is tested without being named here. */
export async function listConsolePaths(): Promise<string[]> {
  const pages = fileURLToPath(new URL('../../console/src/pages/', import.meta.url));
  const paths: string[] = [];
  for (const folder of await readdir(pages)) {
    const routes = await readFile(join(pages, folder, 'routes.ts'), 'utf8');
    paths.push(...[...routes.matchAll(/\bpageAt\(\s*'([^']+)'/g)].map(([, path]) => path ?? ''));
  }
  return paths;
}
