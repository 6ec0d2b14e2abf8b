import { features } from '../features.ts';
import { type NavigationGroup, type NavigationItem, navigationGroups } from '../shared/feature.ts';
import { isAt } from '../shared/route.ts';

/** Every page that can be chosen by name, in the order of the features. */
export const navigation: readonly NavigationItem[] = features.flatMap(({ navigation = [] }) => navigation);

/** The lines of the menu in their groups, for somebody who may see them; those of an application only inside one. */
export function listMenu(options: { inApplication: boolean; isAdministrator: boolean }): readonly NavigationItem[][] {
  const { inApplication, isAdministrator } = options;
  const groups: readonly NavigationGroup[] = inApplication ? navigationGroups : ['account'];
  return groups
    .map((name) =>
      navigation.filter(
        ({ group, administratorsOnly, paletteOnly }) =>
          group === name && !paletteOnly && (isAdministrator || !administratorsOnly),
      ),
    )
    .filter((items) => items.length > 0);
}

/** Pages that are shown without a session. */
export function isStandalone(pathname: string): boolean {
  return features.some(({ routes }) => routes.some(({ path, standalone }) => standalone && path === pathname));
}

/** What explains the page at this path: its words, if it has any, and the document about it, or else the list of all. */
export function findHelp(pathname: string): { readonly explains: string | undefined; readonly address: string } {
  const feature = features.find(({ routes }) => routes.some(({ path }) => isAt(path, pathname)));
  return { explains: feature?.explains, address: `/docs/guide/${feature?.help ?? ''}` };
}
