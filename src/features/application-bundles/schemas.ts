import { type Static, Type } from 'typebox';
import { dateTime, email, id, links, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { application } from '../applications/index.ts';

const choices = {
  includeFiles: Type.Optional(Type.Boolean()),
  includeDataTableRows: Type.Optional(Type.Boolean()),
  includeDevices: Type.Optional(Type.Boolean()),
};

export const exportPost = Type.Object(
  { ...choices, email: Type.Optional(email) },
  { additionalProperties: false, title: 'Application Export Post' },
);
export type ExportPost = Static<typeof exportPost>;
export const exportResult = Type.Object(
  { url: Type.String({ description: 'Works without a token, for 24 hours.' }) },
  { title: 'Application Export Result' },
);
export const jobQueued = Type.Object(
  { jobQueued: Type.Literal(true), jobId: id },
  { title: 'Job Enqueued API Result' },
);

export const clonePost = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean()),
    ...choices,
    ownerId: Type.Optional(Type.Union([id, Type.Null()])),
    ownerType: Type.Optional(Type.Enum(['user', 'organization'])),
    email: Type.Optional(email),
  },
  { additionalProperties: false, title: 'Application Clone Post' },
);
export type ClonePost = Static<typeof clonePost>;

export const problem = Type.Object({
  type: Type.String(),
  name: Type.String(),
  id: Type.String(),
  message: Type.String(),
});
const counts = Type.Record(Type.String(), Type.Integer(), {
  description: 'Ours: how many resources of each type were stored.',
});

/** What `clone` and `applications.import` return; a dry run has no application. */
export const created = Type.Object(
  {
    application: Type.Optional(application),
    validationErrors: Type.Optional(Type.Array(problem)),
    success: Type.Optional(Type.Literal(true)),
    requiresJob: Type.Optional(Type.Boolean()),
    imported: Type.Optional(counts),
  },
  { title: 'Application Creation By Template Result' },
);

/** An application with what was said of the bundle that was imported into it. */
export const changed = Type.Object(
  {
    ...application.properties,
    validationErrors: Type.Array(problem, { description: 'Ours.' }),
    imported: counts,
    jobId: Type.Optional(id),
    success: Type.Optional(Type.Literal(true, { description: 'Ours: of a dry run, which has no jobId.' })),
    requiresJob: Type.Optional(Type.Boolean()),
  },
  { title: 'Application' },
);

/** Read by the handler itself. */
export const importForm = Type.Object(
  {
    importBundle: Type.String({ format: 'binary' }),
    ownerId: Type.Optional(Type.String()),
    ownerType: Type.Optional(Type.String()),
    includeDevices: Type.Optional(Type.String()),
    includeDataTableRows: Type.Optional(Type.String()),
    includeFiles: Type.Optional(Type.String()),
    dryRun: Type.Optional(Type.String({ description: 'Only says what would become of the bundle.' })),
    include: Type.Optional(
      Type.String({ description: 'The types that are taken of it, as JSON or one after the other.' }),
    ),
    options: Type.Optional(Type.String({ description: 'JSON: conflictBehavior, and dryRun and include once more.' })),
    email: Type.Optional(Type.String()),
  },
  { additionalProperties: true, title: 'Applications Import' },
);

export const templatePatch = Type.Object(
  { templateId: id, email: Type.Optional(email) },
  { additionalProperties: false, title: 'Application Apply Template Patch' },
);
export type TemplatePatch = Static<typeof templatePatch>;

export const template = Type.Object(
  {
    id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    readme: Type.Optional(Type.String()),
    categoryIds: Type.Array(id),
    keywords: Type.Array(Type.String()),
    description: Type.String(),
    public: Type.Literal(true),
    authorName: Type.Optional(Type.String()),
    authorUrl: Type.Optional(Type.String()),
    _type: Type.Literal('applicationTemplate'),
    _links: Type.Optional(links),
  },
  { title: 'Application Template' },
);
export const templatesQuery = Type.Object({
  ...pageQuery,
  categoryId: Type.Optional(id),
  keywords: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
});
export const templates = pageAnswerOf(template, 'Application Templates');
export const categoriesQuery = Type.Object({ baseId: Type.Optional(id) });
export const categories = Type.Object(
  {
    items: Type.Array(Type.Object({ id, name: Type.String(), description: Type.String() })),
    count: Type.Integer(),
    totalCount: Type.Integer(),
  },
  { title: 'Application Template Categories' },
);
export const keywords = Type.Object({ keywords: Type.Array(Type.String()) }, { title: 'Template Keywords' });

export const applicationImport = Type.Object(
  {
    id,
    jobId: id,
    applicationId: id,
    state: Type.Enum(['pending', 'running', 'done', 'failed']),
    imported: counts,
    contents: Type.Integer({ description: 'Files, and rows of data tables, that are stored after the resources.' }),
    contentsDone: Type.Integer(),
    validationErrors: Type.Array(problem),
    validationErrorCount: Type.Integer(),
    error: Type.Optional(Type.String()),
    creationDate: dateTime,
    finishedDate: Type.Optional(dateTime),
    _type: Type.Literal('applicationImport'),
    _links: Type.Optional(links),
  },
  { title: 'Application Import' },
);
export const applicationImports = Type.Object(
  {
    items: Type.Array(applicationImport),
    count: Type.Integer(),
    applicationId: id,
    _type: Type.Literal('applicationImports'),
    _links: Type.Optional(links),
  },
  { title: 'Application Imports' },
);
