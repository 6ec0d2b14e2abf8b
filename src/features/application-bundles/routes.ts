import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { receiveForm } from '../../platform/http/multipart.ts';
import {
  applicationImport,
  applicationImports,
  categories,
  categoriesQuery,
  changed,
  clonePost,
  created,
  exportPost,
  exportResult,
  importForm,
  jobQueued,
  keywords,
  template,
  templatePatch,
  templates as templatesPage,
  templatesQuery,
} from './schemas.ts';
import type { BundleCall, BundleService } from './service.ts';
import type { TemplateService } from './template-service.ts';

/** Export, import and clone of applications, and templates. */
export function registerBundleRoutes(
  router: ActionRouter,
  options: {
    bundles: BundleService;
    templates: TemplateService;
    placeOf: (request: FastifyRequest) => Pick<BundleCall, 'hosts' | 'baseUrl'>;
  },
): void {
  const { bundles, templates, placeOf } = options;
  const bundleForm = {
    field: 'importBundle',
    limit: bundles.limit,
    // A URL instead of the bundle is told apart from no bundle.
    refused: { importUrl: 'is not supported: send the bundle itself as importBundle' },
  };
  const callOf = (call: { principal: Principal; change: Change; request: FastifyRequest }): BundleCall => ({
    principal: call.principal,
    change: call.change,
    ...placeOf(call.request),
  });

  router.handle('application.export', {
    summary: 'Write an application as a bundle: its configuration as text, and what is chosen of its contents.',
    body: exportPost,
    answer: exportResult,
    accepted: jobQueued,
    handle: async (call) => {
      const done = await bundles.export(call.application, call.body, callOf(call));
      return 'jobQueued' in done ? call.reply.code(202).send(done) : done;
    },
  });

  router.handle('application.import', {
    summary: 'Add what is in a bundle to an application.',
    body: importForm,
    form: true,
    answer: changed,
    handle: async (call) =>
      receiveForm(call.request, bundleForm, (form) => bundles.importInto(call.application, form, callOf(call))),
  });

  router.handle('applications.import', {
    summary: 'Make an application of a bundle. Rows of data tables and contents of files follow after the answer.',
    body: importForm,
    form: true,
    answer: created,
    handle: async (call) => {
      const done = await receiveForm(call.request, bundleForm, (form) => bundles.importNew(form, callOf(call)));
      return 'success' in done ? call.reply.code(200).send(done) : done;
    },
  });

  router.handle('application.clone', {
    summary: 'Make another application like this one.',
    body: clonePost,
    answer: created,
    handle: async (call) => {
      const done = await bundles.clone(call.application, call.body, callOf(call));
      return 'success' in done ? call.reply.code(200).send(done) : done;
    },
  });

  router.handle('application.applyTemplate', {
    summary: 'Add what is in a template to an application; what is there by its name stays as it is.',
    body: templatePatch,
    answer: changed,
    handle: async (call) => bundles.applyTemplate(call.application, call.body, callOf(call)),
  });

  router.handle('applicationImports.get', {
    summary: 'The imports into an application of the last seven days, the newest first.',
    answer: applicationImports,
    handle: async (call) => bundles.listImports(call.application),
  });

  router.handle('applicationImport.get', {
    summary: 'How far an import is, and what was said of its bundle.',
    answer: applicationImport,
    handle: async (call) => bundles.getImport(call.application, call.parameters.applicationImportId),
  });

  router.handle('applicationTemplates.get', {
    summary: 'The templates that this server offers for new applications.',
    query: templatesQuery,
    answer: templatesPage,
    handle: async (call) => templates.list(call.query),
  });

  router.handle('applicationTemplates.getCategories', {
    summary: 'The categories of templates: there is one.',
    query: categoriesQuery,
    answer: categories,
    handle: async (call) => templates.categories(call.query.baseId),
  });

  router.handle('applicationTemplates.getUniqueKeywords', {
    summary: 'The keywords of all templates.',
    answer: keywords,
    handle: async () => templates.keywords(),
  });

  router.handle('applicationTemplate.get', {
    summary: 'One template, with its readme.',
    answer: template,
    handle: async (call) => templates.get(call.parameters.templateId),
  });
}
