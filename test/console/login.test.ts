import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isAt } from '../../console/src/shared/route.ts';

const pages = fileURLToPath(new URL('../../console/src/pages/', import.meta.url));

it('knows the address of every page before anything of a feature is loaded', async () => {
  const folders = new Set<string>();
  for await (const file of glob('*/feature.ts', { cwd: pages })) {
    const text = await readFile(`${pages}${file}`, 'utf8');
    expect([file, text]).toEqual([file, expect.stringContaining("import { routes } from './routes.ts';")]);
    folders.add(file.split('/')[0] ?? '');
  }
  for await (const file of glob('*/routes.ts', { cwd: pages })) {
    const text = await readFile(`${pages}${file}`, 'utf8');
    // Whatever else it imports would come with the login.
    const imported = [...text.matchAll(/^import .* from '(.+)';$/gm)].map(([, from]) => from);
    expect([file, imported]).toEqual([file, ['../../shared/route.ts']]);
    folders.delete(file.split('/')[0] ?? '');
  }
  expect([...folders]).toEqual([]);
});

it('tells the paths of pages apart', () => {
  expect(isAt('/shared', '/shared/')).toBe(true);
  expect(isAt('/shared', '/shared/more')).toBe(false);
  expect(isAt('/', '/')).toBe(true);
  expect(isAt('/applications/$applicationId', '/applications/5f3')).toBe(true);
  expect(isAt('/applications/$applicationId', '/applications')).toBe(false);
  expect(isAt('/applications/$applicationId/devices', '/applications/5f3/keys')).toBe(false);
});
