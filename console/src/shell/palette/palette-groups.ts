import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import { recentItemsQuery } from '../../api/queries/recent-items.ts';
import { applicationQuery, applicationsQuery } from '../../api/queries.ts';
import { DevicesIcon, KeyIcon, OverviewIcon, SearchIcon } from '../../shared/icons.tsx';
import { accountNavigation, applicationNavigation } from '../navigation.ts';

/** One line of the palette. */
export interface PaletteItem {
  readonly key: string;
  readonly label: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly icon: (props: { size?: number }) => ReactNode;
  /** Path below /console. */
  readonly to: string;
}

export interface PaletteGroup {
  readonly label: string;
  readonly items: readonly PaletteItem[];
}

interface Found {
  readonly id: string;
  readonly name: string;
  readonly _type: string;
}

/** As many as fit in a few screens of the list; the API answers the best first. */
const mostFound = 50;

/** How each type of search result is shown, and where below its application; others lead to the application. */
const types: Readonly<Record<string, { kind: string; icon: PaletteItem['icon']; path: (id: string) => string }>> = {
  device: { kind: 'device', icon: DevicesIcon, path: (id) => `/devices/${id}` },
  applicationApiToken: { kind: 'API token', icon: KeyIcon, path: () => '/tokens' },
};

function toItem(applicationId: string, { id, name, _type }: Found): PaletteItem {
  const type = types[_type] ?? { kind: _type, icon: SearchIcon, path: () => '' };
  const to = `/applications/${applicationId}${type.path(id)}`;
  return { key: `${_type} ${id}`, label: name, kind: type.kind, icon: type.icon, to };
}

function toApplication({ id, name }: { id: string; name: string }): PaletteItem {
  return { key: `application ${id}`, label: name, kind: 'application', icon: OverviewIcon, to: `/applications/${id}` };
}

function listPages(applicationId: string | undefined, isAdministrator: boolean): PaletteItem[] {
  const pages =
    applicationId === undefined ? accountNavigation : [...applicationNavigation.flat(), ...accountNavigation];
  const open = pages.filter(({ administratorsOnly }) => !administratorsOnly || isAdministrator);
  const items = open.map(({ label, to, icon }) => {
    const path = to.replace('$applicationId', applicationId ?? '');
    return { key: `page ${path}`, label, kind: 'page', icon, to: path };
  });
  return [
    ...items,
    { key: 'page all', label: 'All applications', kind: 'page', icon: OverviewIcon, to: '/applications' },
  ];
}

/**
 * What the palette offers for a text: what was opened lately first, then what the server finds in the application, pages,
 * and other applications. `text` filters what is known here at once; `settled` is what the server has been asked for.
 */
export function usePaletteGroups(applicationId: string | undefined, text: string, settled: string) {
  const inside = applicationId !== undefined;
  const isAdministrator = useQuery(meQuery).data?.isAdministrator ?? false;
  const recentDevices = useQuery({ ...recentItemsQuery('device', applicationId), enabled: inside });
  const recentApplications = useQuery(recentItemsQuery('application'));
  const application = useQuery({ ...applicationQuery(applicationId ?? ''), enabled: inside });
  const found = useQuery({
    queryKey: ['search', applicationId, settled],
    queryFn: () =>
      call<readonly Found[]>('GET', `/applications/${applicationId}/search`, { query: { filter: settled } }),
    enabled: inside && settled !== '',
    placeholderData: keepPreviousData,
  });
  const applications = useQuery({ ...applicationsQuery(settled), enabled: settled !== '' });

  const wanted = text.toLowerCase();
  const matches = ({ label }: PaletteItem) => label.toLowerCase().includes(wanted);
  const shown = new Set<string>();
  const fresh = (items: readonly PaletteItem[]) =>
    items.filter(({ key }) => {
      const isNew = !shown.has(key);
      shown.add(key);
      return isNew;
    });
  const recent = [
    ...(recentDevices.data?.items ?? []).map((item) => toItem(applicationId ?? '', { ...item, _type: 'device' })),
    ...(recentApplications.data?.items ?? []).filter(({ id }) => id !== applicationId).map(toApplication),
  ];
  const asked = text !== '' && settled !== '';
  const results = asked && inside ? (found.data ?? []).slice(0, mostFound) : [];
  const groups: PaletteGroup[] = [
    { label: 'Recent', items: fresh(recent.filter(matches)) },
    {
      label: `In ${application.data?.name ?? 'this application'}`,
      items: fresh(results.map((each) => toItem(applicationId ?? '', each))),
    },
    { label: 'Pages', items: fresh(listPages(applicationId, isAdministrator).filter(matches)) },
    {
      label: 'Applications',
      items: fresh(asked ? (applications.data?.items ?? []).map(toApplication).filter(matches) : []),
    },
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    /** Whether what is shown is all there is for the text, rather than what an earlier text has found. */
    ready: text === settled && (text === '' || (isSettled(found, inside) && isSettled(applications, true))),
    error: text === '' ? undefined : (found.error ?? applications.error ?? undefined),
  };
}

function isSettled(
  query: { isPending: boolean; isPlaceholderData: boolean; isError: boolean },
  enabled: boolean,
): boolean {
  return !enabled || query.isError || (!query.isPending && !query.isPlaceholderData);
}
