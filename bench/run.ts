// `npm run bench [-- name ...]`: prints a Markdown report. Needs Linux, and Debian's postgresql, mosquitto and redis-server; the pipeline
// that it compares with installs itself. Takes about half an hour for all.
import { arch, cpus, platform, totalmem } from 'node:os';
import { benchAlarms } from './alarms.ts';
import { benchApplicationGet } from './application-get.ts';
import { benchArchive } from './archive.ts';
import { benchBuilds } from './builds.ts';
import { benchBulkCreate } from './bulk-create.ts';
import { benchBundleImport } from './bundle-import.ts';
import { benchCapacity } from './capacity.ts';
import { benchConsoleLoad } from './console-load.ts';
import { benchConsolePlot } from './console-plot.ts';
import { benchDashboardPage } from './dashboard-page.ts';
import { benchDashboards } from './dashboards.ts';
import { benchDataTables } from './data-tables.ts';
import { benchFanOut } from './fan-out.ts';
import { benchGrowth } from './growth.ts';
import { benchHistory } from './history.ts';
import { benchIngest } from './ingest.ts';
import { benchLimits } from './limits.ts';
import { benchLoginTiming } from './login-timing.ts';
import { benchLongHistory } from './long-history.ts';
import { benchManyDevices } from './many-devices.ts';
import { benchMemory } from './memory.ts';
import { benchNodes } from './nodes.ts';
import { benchPacking } from './packing.ts';
import { benchQueries } from './queries.ts';
import { benchReads } from './reads.ts';
import { benchRestIngest } from './rest-ingest.ts';
import { benchSearch } from './search.ts';
import { benchWorkflowIsolation } from './workflow-isolation.ts';
import { benchWorkflowLanguage } from './workflow-language.ts';
import { benchWorkflows } from './workflows.ts';

const benches: Record<string, () => Promise<string>> = {
  memory: () => benchMemory(),
  'application-get': () => benchApplicationGet(),
  alarms: benchAlarms,
  archive: benchArchive,
  'bulk-create': benchBulkCreate,
  'bundle-import': benchBundleImport,
  ingest: benchIngest,
  'many-devices': benchManyDevices,
  growth: benchGrowth,
  'rest-ingest': benchRestIngest,
  limits: benchLimits,
  'fan-out': benchFanOut,
  nodes: benchNodes,
  capacity: benchCapacity,
  reads: benchReads,
  search: benchSearch,
  queries: benchQueries,
  history: benchHistory,
  'long-history': benchLongHistory,
  packing: benchPacking,
  dashboards: benchDashboards,
  'dashboard-page': benchDashboardPage,
  'data-tables': benchDataTables,
  'workflow-language': benchWorkflowLanguage,
  workflows: benchWorkflows,
  'workflow-isolation': benchWorkflowIsolation,
  'login-timing': benchLoginTiming,
  'console-plot': benchConsolePlot,
  'console-load': benchConsoleLoad,
  builds: benchBuilds,
};
const chosen = process.argv.slice(2);

console.log(`# Measurements

${new Date().toISOString().slice(0, 10)}, ${platform()} ${arch()}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}. The load generators run on the same machine.
`);
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(await bench());
}
process.exit(0);
