import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const all = createRequire(import.meta.url).resolve('@mantine/core/styles.css');
const folder = join(dirname(all), 'styles');

/** What `app.tsx` imports: the styles that belong to no component, and the order of all others. */
const common = 'virtual:mantine/common.css';
const ofAll = ['baseline', 'default-css-variables', 'global'];
const prefix = '\0mantine/';

/**
 * `Table` brings the library's scroll area along, which takes one small hook from the package that places popovers: 13 KB that
 * the first page would wait for. The library has the same hook itself.
 */
const mergeRefs = {
  wanted: '@floating-ui/react',
  by: /[/\\]@mantine[/\\]core[/\\].*[/\\]ScrollArea\.mjs$/,
  id: '\0mantine/merge-refs.js',
  code: `import { useMergedRef } from '@mantine/hooks';\nexport const useMergeRefs = (refs) => useMergedRef(...refs);`,
};

/** The table of a component's classes, as the library has it for each style sheet, such as `…/Button/Button.module.mjs`. */
const classTable = /[/\\]@mantine[/\\]core[/\\].*[/\\](\w+)\.module\.mjs$/;

/**
 * Lets the styles of each of the component library's components come with its script, so that a page has those of the components
 * that it draws and waits for no others. They may come in any order: each sheet is a cascade layer, and the layers' order, which
 * comes first, is the library's.
 */
export function mantineStyles(): Plugin {
  const sheets = listSheets();
  let isBuild = false;
  return {
    name: 'mantine-styles',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    resolveId(id, importer) {
      if (isBuild && id === mergeRefs.wanted && mergeRefs.by.test(importer ?? '')) return mergeRefs.id;
      if (id === common) return `${prefix}common.css`;
      return id.startsWith('virtual:mantine/') ? prefix + basename(id) : undefined;
    },
    load(id) {
      if (id === mergeRefs.id) return mergeRefs.code;
      if (!id.startsWith(prefix)) return undefined;
      const name = basename(id, '.css');
      if (name !== 'common') return inLayer(name);
      const order = `@layer ${sheets.map(layerOf).join(', ')};\n`;
      // The development server joins the library's modules before a plugin sees them.
      return order + (isBuild ? ofAll : sheets).map(inLayer).join('\n');
    },
    transform(code, id) {
      const name = isBuild ? classTable.exec(id)?.[1] : undefined;
      if (name === undefined) return undefined;
      if (!sheets.includes(name)) throw new Error(`The component library has no styles for ${id}`);
      return { code: `import 'virtual:mantine/${name}.css';\n${code}`, map: null };
    },
  };
}

/** The names of the library's style sheets, in the order in which it joins them itself. */
function listSheets(): readonly string[] {
  const joined = readFileSync(all, 'utf8');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.css') && !file.endsWith('.layer.css'))
    .map((file) => basename(file, '.css'))
    .map((name) => ({ name, place: joined.indexOf(read(name).trim()) }))
    .filter(({ place }) => place >= 0)
    .sort((one, other) => one.place - other.place)
    .map(({ name }) => name);
}

function inLayer(name: string): string {
  return `@layer ${layerOf(name)} {\n${read(name)}\n}`;
}

function layerOf(name: string): string {
  return `mantine.${name}`;
}

function read(name: string): string {
  return readFileSync(join(folder, `${name}.css`), 'utf8');
}
