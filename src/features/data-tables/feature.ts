import { defineFeature } from '../../platform/feature.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { exportsFeature } from '../exports/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { usageFeature } from '../usage/index.ts';
import { dataTableBundleKind } from './bundle.ts';
import { ColumnTurns } from './column-turns.ts';
import { registerImportRoutes } from './import-routes.ts';
import { ImportRunner } from './import-runner.ts';
import { DataTableImports } from './imports.ts';
import { defineDataTableJobs } from './jobs.ts';
import { PlannerStatistics } from './planner-statistics.ts';
import { dataTableImportResource, dataTableResource, dataTableRowResource } from './resource.ts';
import { registerDataTableRoutes } from './routes.ts';
import { RowExports } from './row-export.ts';
import { registerRowRoutes } from './row-routes.ts';
import { RowService } from './row-service.ts';
import { countRowsOfAll } from './row-store.ts';
import { DataTableRows, maxRowsAtOnce } from './rows.ts';
import { DataTableService } from './service.ts';

/** A hundred transactions, each with as many rows as an array may have: more than all servers on a database have connections for. */
const addedAtOnce = 100 * maxRowsAtOnce;

/** Tables that an application keeps, with columns of its own. */
export const dataTablesFeature = defineFeature({
  name: 'data-tables',
  needs: {
    applicationLog: applicationLogFeature,
    deviceState: deviceStateFeature,
    exports: exportsFeature,
    limits: limitsFeature,
    usage: usageFeature,
  },
  resources: [dataTableResource, dataTableRowResource, dataTableImportResource],
  create({ bus, config, database, jobs, links, now, reportError }, needs) {
    const { applicationLog } = needs.applicationLog;
    const { limits } = needs.limits;
    const statistics = new PlannerStatistics({ database, onError: reportError('statistics of rows') });
    const rows = new DataTableRows({ bus, usage: needs.usage.counter, applicationLog, limits, statistics, now });
    limits.countBy('dataTableRows', { count: countRowsOfAll, addedAtOnce });
    const turns = new ColumnTurns({ database });
    const tables = new DataTableService({ database, jobs, turns, now });
    const rowService = new RowService({ database, rows, turns });
    const { counter: usage } = needs.usage;
    const { ingest } = needs.deviceState;
    const runner = new ImportRunner({
      database,
      rows,
      usage,
      isReporting: () => ingest.isReporting,
      onError: reportError('import of rows'),
      now,
    });
    const maxBytes = config.maxImportSize * 1024 * 1024;
    const imports = new DataTableImports({ database, runner, maxBytes, now });
    const exports = new RowExports({ database, exports: needs.exports.requested, now });
    return {
      api: { rows },
      routes: (router) => {
        registerDataTableRoutes(router, tables);
        registerRowRoutes(router, { rows: rowService, exports, links });
        registerImportRoutes(router, imports);
      },
      bundleKinds: [dataTableBundleKind({ database, tables, imports })],
      jobs: (all) => defineDataTableJobs(all, { database, imports }),
      start: () => runner.start(),
      stop: () => runner.stop(),
    };
  },
});
