import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('leads from every page of the console to a document that the server shows', async () => {
  const map = await readFile(`${root}/docs/README.md`, 'utf8');
  const shown = map.slice(0, map.indexOf('## For whoever changes it'));
  let pages = 0;
  for await (const file of glob('console/src/pages/*/feature.ts', { cwd: root })) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    // Where a mail, or the terminal, leads without a session: there is nothing yet to read on about.
    const routes = await readFile(`${root}/${file.replace('feature.ts', 'routes.ts')}`, 'utf8');
    if (routes.includes('standalone: true') && !text.includes('navigation:')) continue;
    const document = /\n {2}help: '([\w-]+)'/.exec(text)?.[1];
    expect([file, document]).toEqual([file, expect.any(String)]);
    expect(existsSync(`${root}/docs/${document}.md`)).toBe(true);
    expect(shown).toContain(`](${document}.md)`);
    pages += 1;
  }
  expect(pages).toBeGreaterThan(20);
});
