import { createHash } from 'node:crypto';
import { foldCase } from '../../kernel/fold-case.ts';
import { normalizeId } from '../../kernel/ids.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Template, Templates } from './templates.ts';

/** The one category that there is (resources.md, "Export, import, clone, templates"). */
const category = {
  id: createHash('sha256').update('templates').digest('hex').slice(0, 24),
  name: 'Templates',
  description: 'What the operator of this server offers',
};

/** Templates as the API shows them. */
export class TemplateService {
  readonly #templates: Templates;

  constructor(options: { templates: Templates }) {
    this.#templates = options.templates;
  }

  async list(query: PageQuery & { categoryId?: string; keywords?: string[] }) {
    const page = readPage(query, {
      sortFields: Object.keys(sorted),
      filterFields: ['name', 'authorName'],
      defaultSort: 'name',
    });
    const wanted = (query.keywords ?? []).flatMap((text) => text.split(',')).filter((text) => text !== '');
    const field = page.filterField === 'authorName' ? 'authorName' : 'name';
    const matches = (template: Template): boolean =>
      (query.categoryId === undefined || normalizeId(query.categoryId) === category.id) &&
      wanted.every((keyword) => template.keywords.includes(keyword)) &&
      (!page.filterField || !page.filter || matchesFilter(template[field] ?? '', page.filter));
    const found = (await this.#templates.list()).filter(matches);
    const key = sorted[page.sortField as keyof typeof sorted];
    found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (page.sortDirection === 'desc') found.reverse();
    const items = found.slice(page.page * page.perPage, (page.page + 1) * page.perPage).map((one) => toTemplate(one));
    return {
      ...pageAnswer(items, found.length, page),
      ...(query.categoryId === undefined ? {} : { categoryId: query.categoryId }),
      ...(wanted.length === 0 ? {} : { keywords: wanted }),
      _type: 'applicationTemplates',
      _links: { self: { href: '/applicationTemplates' } },
    };
  }

  /** @throws AppError NotFound */
  async get(id: string) {
    const template = await this.#templates.find(id);
    return { ...toTemplate(template), readme: template.readme };
  }

  async categories(baseId: string | undefined) {
    const items = baseId === undefined || normalizeId(baseId) === category.id ? [category] : [];
    return { items, count: items.length, totalCount: items.length, ...(baseId === undefined ? {} : { baseId }) };
  }

  async keywords(): Promise<{ keywords: string[] }> {
    const all = (await this.#templates.list()).flatMap(({ keywords }) => keywords);
    return { keywords: [...new Set(all)].sort() };
  }
}

const sorted = {
  name: ({ name }: Template) => foldCase(name),
  id: ({ id }: Template) => id,
  creationDate: ({ changedAt }: Template) => changedAt.toISOString(),
  lastUpdated: ({ changedAt }: Template) => changedAt.toISOString(),
};

/** `*` is any text, over the whole value, whatever the case (semantics.md, "Conventions"). */
function matchesFilter(value: string, filter: string): boolean {
  const [first = '', ...rest] = foldCase(filter).split('*');
  let text = foldCase(value);
  if (!text.startsWith(first)) return false;
  text = text.slice(first.length);
  if (rest.length === 0) return text === '';
  const last = rest.pop() as string;
  for (const part of rest) {
    const at = text.indexOf(part);
    if (at < 0) return false;
    text = text.slice(at + part.length);
  }
  return text.endsWith(last);
}

function toTemplate(template: Template) {
  const { id, name, description, keywords, authorName, authorUrl, changedAt } = template;
  return {
    id,
    creationDate: changedAt.toISOString(),
    lastUpdated: changedAt.toISOString(),
    name,
    description,
    keywords: [...keywords],
    categoryIds: [category.id],
    public: true as const,
    ...(authorName === undefined ? {} : { authorName }),
    ...(authorUrl === undefined ? {} : { authorUrl }),
    _type: 'applicationTemplate' as const,
    _links: { self: { href: `/applicationTemplates/${id}` } },
  };
}
