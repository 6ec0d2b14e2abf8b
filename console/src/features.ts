import { account } from './pages/account/feature.ts';
import { alarms } from './pages/alarms/feature.ts';
import { applications } from './pages/applications/feature.ts';
import { archives } from './pages/archives/feature.ts';
import { certificates } from './pages/certificates/feature.ts';
import { confirmEmail } from './pages/confirm-email/feature.ts';
import { connect } from './pages/connect/feature.ts';
import { credentials } from './pages/credentials/feature.ts';
import { dashboards } from './pages/dashboards/feature.ts';
import { dataTables } from './pages/data-tables/feature.ts';
import { device } from './pages/device/feature.ts';
import { devices } from './pages/devices/feature.ts';
import { edgeDeployments } from './pages/edge-deployments/feature.ts';
import { events } from './pages/events/feature.ts';
import { explorer } from './pages/explorer/feature.ts';
import { files } from './pages/files/feature.ts';
import { firstRun } from './pages/first-run/feature.ts';
import { integrations } from './pages/integrations/feature.ts';
import { invitation } from './pages/invitation/feature.ts';
import { keys } from './pages/keys/feature.ts';
import { log } from './pages/log/feature.ts';
import { map } from './pages/map/feature.ts';
import { notifications } from './pages/notifications/feature.ts';
import { organizations } from './pages/organizations/feature.ts';
import { overview } from './pages/overview/feature.ts';
import { pageLinks } from './pages/page-links/feature.ts';
import { recipes } from './pages/recipes/feature.ts';
import { settings } from './pages/settings/feature.ts';
import { sharedPage } from './pages/shared-page/feature.ts';
import { tokens } from './pages/tokens/feature.ts';
import { users } from './pages/users/feature.ts';
import { webhooks } from './pages/webhooks/feature.ts';
import { workflows } from './pages/workflows/feature.ts';
import type { Feature } from './shared/feature.ts';

/** Every feature of the console, in the order of the menu. A new page is a folder in pages/ and a name in here. */
export const features: readonly Feature[] = [
  overview,
  dashboards,
  devices,
  device,
  map,
  recipes,
  connect,
  explorer,
  events,
  workflows,
  edgeDeployments,
  alarms,
  notifications,
  dataTables,
  log,
  integrations,
  archives,
  webhooks,
  files,
  keys,
  certificates,
  tokens,
  credentials,
  pageLinks,
  settings,
  organizations,
  users,
  account,
  applications,
  firstRun,
  invitation,
  confirmEmail,
  sharedPage,
];
