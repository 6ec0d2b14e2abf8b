import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { applicationQuery, applicationsQuery } from '../../api/queries/applications.ts';
import { meQuery } from '../../api/queries/me.ts';
import { recentItemsQuery } from '../../api/queries/recent-items.ts';
import { keys } from '../../api/query-keys.ts';
import { findPath, nameType, recentTypes } from '../../api/resources.ts';
import { features } from '../../features.ts';
import type { IconComponent } from '../../shared/feature.ts';
import { SearchIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { navigation } from '../navigation.ts';

/** One line of the palette. */
export interface PaletteItem {
  readonly key: string;
  readonly label: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly icon: IconComponent;
  /** Path below /console. */
  readonly to: string;
}

export interface PaletteGroup {
  readonly label: string;
  readonly items: readonly PaletteItem[];
}

/** As many as fit in a few screens of the list; the API returns the best first. */
const mostFound = 50;

const icons: Readonly<Record<string, IconComponent>> = Object.assign(
  {},
  ...features.map(({ resourceIcons = {} }) => resourceIcons),
);

/** A resource of whatever type as a line that leads to its page. */
function toItem(type: string, { id, name }: { id: string; name: string }, applicationId?: string): PaletteItem {
  return {
    key: `${type} ${id}`,
    label: name,
    kind: nameType(type),
    icon: icons[type] ?? SearchIcon,
    to: findPath(type, { id, applicationId }),
  };
}

function listPages(applicationId: string | undefined, isAdministrator: boolean): PaletteItem[] {
  return navigation
    .filter(({ group, administratorsOnly }) => {
      if (administratorsOnly && !isAdministrator) return false;
      return applicationId !== undefined || group === 'account';
    })
    .map(({ label, to, icon }) => {
      const path = to.replace('$applicationId', applicationId ?? '');
      return { key: `page ${path}`, label, kind: t('Page'), icon, to: path };
    });
}

/** What was opened lately: the types that belong to the open application first, then those that stand by themselves. */
function useRecent(applicationId: string | undefined): PaletteItem[] {
  const types = recentTypes
    .filter(({ parent }) => parent === undefined || applicationId !== undefined)
    .toSorted((a, b) => Number(a.parent === undefined) - Number(b.parent === undefined));
  const lists = useQueries({
    queries: types.map(({ type, parent }) => recentItemsQuery(type, parent === undefined ? undefined : applicationId)),
  });
  return types.flatMap(({ type }, index) =>
    (lists[index]?.data?.items ?? [])
      .filter(({ id }) => id !== applicationId)
      .map((item) => toItem(type, item, applicationId)),
  );
}

/**
 * What the palette offers for a text: what was opened lately first, then what the server finds in the application, pages,
 * and other applications. `text` filters what is known here at once; `settled` is what the server has been asked for.
 */
export function usePaletteGroups(applicationId: string | undefined, text: string, settled: string) {
  const inside = applicationId !== undefined;
  const isAdministrator = useQuery(meQuery).data?.isAdministrator ?? false;
  const recent = useRecent(applicationId);
  const application = useQuery({ ...applicationQuery(applicationId ?? ''), enabled: inside });
  const found = useQuery({
    queryKey: keys.search(applicationId ?? '', settled),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/search', {
        path: { applicationId: applicationId ?? '' },
        query: { filter: settled },
      }),
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
  const asked = text !== '' && settled !== '';
  const results = asked && inside ? (found.data ?? []).slice(0, mostFound) : [];
  const others = asked ? (applications.data?.items ?? []) : [];
  const groups: PaletteGroup[] = [
    { label: t('Recent'), items: fresh(recent.filter(matches)) },
    {
      label: t('In {name}', { name: application.data?.name ?? t('this application') }),
      items: fresh(results.map((each) => toItem(each._type, each, applicationId))),
    },
    { label: t('Pages'), items: fresh(listPages(applicationId, isAdministrator).filter(matches)) },
    { label: t('Applications'), items: fresh(others.map((each) => toItem('application', each)).filter(matches)) },
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
