import type { ReactNode } from 'react';
import {
  ArchiveIcon,
  ChartIcon,
  DevicesIcon,
  KeyIcon,
  LogIcon,
  OrganizationIcon,
  OverviewIcon,
  PeopleIcon,
  PersonIcon,
  SettingsIcon,
  TokenIcon,
} from '../shared/icons.tsx';

/** One line of the menu. `to` is a path below /console; `$applicationId` stands for the application that is open. */
export interface NavigationItem {
  readonly label: string;
  readonly to: string;
  readonly icon: (props: { size?: number }) => ReactNode;
  /** Whether the line is also marked as the present one on the pages below it. */
  readonly exact?: boolean;
  /** For administrators of the installation alone. */
  readonly administratorsOnly?: boolean;
}

/** The menu inside an application, in groups. A new page gets its line here. */
export const applicationNavigation: readonly (readonly NavigationItem[])[] = [
  [
    { label: 'Overview', to: '/applications/$applicationId', icon: OverviewIcon, exact: true },
    { label: 'Devices', to: '/applications/$applicationId/devices', icon: DevicesIcon },
    { label: 'Data explorer', to: '/applications/$applicationId/explorer', icon: ChartIcon },
    { label: 'Live log', to: '/applications/$applicationId/log', icon: LogIcon },
    { label: 'Archives', to: '/applications/$applicationId/archives', icon: ArchiveIcon },
  ],
  // Access
  [
    { label: 'Access keys', to: '/applications/$applicationId/keys', icon: KeyIcon },
    { label: 'API tokens', to: '/applications/$applicationId/tokens', icon: TokenIcon },
  ],
  [{ label: 'Settings', to: '/applications/$applicationId/settings', icon: SettingsIcon }],
];

/** The menu that needs no application. */
export const accountNavigation: readonly NavigationItem[] = [
  { label: 'Organizations', to: '/organizations', icon: OrganizationIcon },
  { label: 'Users', to: '/users', icon: PeopleIcon, administratorsOnly: true },
  { label: 'My account', to: '/account', icon: PersonIcon },
];
