// Renders docs/ to dist/guide: what the server shows under /docs/guide/. The map of the documents (docs/README.md) says which
// there are, in what order and under which headings; what only concerns contributors stays in the repository.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { readTitle, renderDocument } from './guide/render.mjs';

const readers = ['For whoever is new', 'For whoever runs a server', 'For whoever uses it'];

/** The headings of the map that are for readers, each with the documents that its table names. */
function readMap(text) {
  return text
    .split(/^## /m)
    .map((section) => ({ heading: section.split('\n', 1)[0], section }))
    .filter(({ heading }) => readers.includes(heading))
    .map(({ heading, section }) => ({
      heading,
      files: [...section.matchAll(/\]\(([\w/-]+\.md)\)/g)].map(([, file]) => file),
    }));
}

function renderNavigation(groups, titles, file) {
  const link = (target) => {
    const href = posix.relative(dirname(file), target.replace(/\.md$/, ''));
    return `<li><a href="${href}"${target === file ? ' aria-current="page"' : ''}>${titles.get(target)}</a></li>`;
  };
  const lists = groups.map(({ heading, files }) => `<h2>${heading}</h2><ul>${files.map(link).join('')}</ul>`);
  return `<nav aria-label="Documents">
<h2>On this server</h2>
<ul><li><a href="/console/">Console</a></li><li><a href="/docs">API reference</a></li></ul>
${lists.join('\n')}
</nav>`;
}

function renderPage({ title, body, navigation, up }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Signalbox</title>
<link rel="stylesheet" href="${up}guide.css">
</head>
<body>
<header><a href="${up}./">Signalbox guide</a></header>
${navigation}
<main>
${body}</main>
</body>
</html>
`;
}

/** @param root of the repository; the whole guide is written anew */
export async function buildGuide(root) {
  const docs = join(root, 'docs');
  const guide = join(root, 'dist', 'guide');
  const map = await readFile(join(docs, 'README.md'), 'utf8');
  const contract = (await readdir(join(docs, 'contract'))).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
  const groups = [
    ...readMap(map),
    { heading: 'What the API means', files: ['README.md', ...contract].map((name) => `contract/${name}`) },
  ];
  const documents = await Promise.all(
    groups
      .flatMap(({ files }) => files)
      .map(async (file) => ({ file, text: await readFile(join(docs, file), 'utf8') })),
  );
  const titles = new Map(documents.map(({ file, text }) => [file, readTitle(text)]));
  await mkdir(join(guide, 'contract'), { recursive: true });
  const write = ({ file, text }, name) => {
    const navigation = renderNavigation(groups, titles, file);
    const up = '../'.repeat(file.split('/').length - 1);
    const page = { title: readTitle(text), body: renderDocument(text, file, titles), navigation, up };
    return writeFile(join(guide, name), renderPage(page));
  };
  await Promise.all([
    ...documents.map((document) => write(document, document.file.replace(/\.md$/, '.html'))),
    write({ file: 'README.md', text: map.slice(0, map.indexOf('\n## For whoever changes it')) }, 'index.html'),
    cp(join(root, 'scripts', 'guide', 'guide.css'), join(guide, 'guide.css')),
    cp(join(docs, 'images'), join(guide, 'images'), { recursive: true }),
  ]);
}
