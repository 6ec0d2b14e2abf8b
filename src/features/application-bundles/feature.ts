import type { BundleHosts } from '../../platform/bundles/placeholders.ts';
import { defineFeature } from '../../platform/feature.ts';
import { applicationsFeature } from '../applications/index.ts';
import { exportsFeature } from '../exports/index.ts';
import { defineBundleExport } from './export-kind.ts';
import { BundleExporter } from './exporter.ts';
import { ImportRunner } from './import-runner.ts';
import { ImportSlots } from './import-slots.ts';
import { BundleImporter } from './importer.ts';
import { defineBundleJobs } from './jobs.ts';
import { applicationImportResource, applicationTemplateResource } from './resource.ts';
import { registerBundleRoutes } from './routes.ts';
import { BundleService } from './service.ts';
import { TemplateService } from './template-service.ts';
import { Templates } from './templates.ts';
import { TemporaryBundles } from './temporary-files.ts';

/** Applications as bundles of text and files: export, import, clone and templates. */
export const applicationBundlesFeature = defineFeature({
  name: 'application-bundles',
  needs: { applications: applicationsFeature, exports: exportsFeature },
  resources: [applicationImportResource, applicationTemplateResource],
  create(platform, needs) {
    const { config, database, links, logger, mailer, now, offers, reportError } = platform;
    const { applications, extras } = needs.applications;
    const { requested } = needs.exports;
    const kinds = () => offers.bundleKinds;
    const temporary = new TemporaryBundles({ dataDir: config.dataDir, maxBytes: config.maxImportSize * 1024 * 1024 });
    const hostsOf = (baseUrl: string): BundleHosts => ({
      filesUrl: config.filesUrl ?? `${baseUrl}/files`,
      publicUrl: baseUrl,
      broker: `${new URL(baseUrl).hostname}:${config.mqttPort}`,
    });
    const onError = reportError('import of a bundle');
    const runner = new ImportRunner({ database, kinds, temporary, mailer, onError, now });
    const slots = new ImportSlots({ database, applications, now });
    const importer = new BundleImporter({ database, applications, extras, kinds, slots, runner, onError, now });
    const exporter = new BundleExporter({ database, applications, extras, kinds });
    requested.define(defineBundleExport(exporter, hostsOf));
    const templates = new Templates({ directory: config.templatesDir, warn: (message) => logger.warn(message) });
    const parts = { database, applications, importer, exporter, templates, temporary, requested, mailer };
    const bundles = new BundleService(parts);
    applications.serveTemplates((principal, owner, body, { change, baseUrl }) =>
      bundles.makeFromTemplate(owner, body, { principal, change, baseUrl, hosts: hostsOf(baseUrl) }),
    );
    return {
      api: {},
      routes: (router) =>
        registerBundleRoutes(router, {
          bundles,
          templates: new TemplateService({ templates }),
          placeOf: (request) => {
            const baseUrl = links.of(request);
            return { baseUrl, hosts: hostsOf(baseUrl) };
          },
        }),
      jobs: (all) => defineBundleJobs(all, { database, slots, temporary, now }),
      start: async () => {
        if (database.isExclusive) await slots.endFormer();
        await runner.start();
      },
      stop: () => runner.stop(),
    };
  },
});
