import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isOpenPage, openPages } from '../../console/src/session/open-pages.ts';

const sources = fileURLToPath(new URL('../../console/src/', import.meta.url));

it('knows before the features are loaded which pages need no login', async () => {
  const declared: string[] = [];
  for await (const file of glob('pages/*/feature.ts', { cwd: sources })) {
    const text = await readFile(`${sources}${file}`, 'utf8');
    for (const [, route = ''] of text.matchAll(/\{([^{}]*standalone: true[^{}]*)\}/g))
      declared.push(/path: '([^']+)'/.exec(route)?.[1] ?? route);
  }
  expect(declared.sort()).toEqual([...openPages].sort());
  expect(isOpenPage('/console/shared/')).toBe(true);
  expect(isOpenPage('/console/shared/more')).toBe(false);
  expect(isOpenPage('/console/')).toBe(false);
});
