import type { ReactNode } from 'react';
import type { PageRoute } from './route.ts';

/** A drawing of `shared/icons.tsx`; `size` is its width and height in px. */
export type IconComponent = (props: { size?: number }) => ReactNode;

/** Where a line of the menu stands: the groups inside an application from top to bottom, and below them the account's. */
export const navigationGroups = ['data', 'access', 'settings', 'account'] as const;
/** A group of the menu; lines of all but `account` are shown inside an application alone. */
export type NavigationGroup = (typeof navigationGroups)[number];

/** One line of the menu, and one page that the search palette offers. */
export interface NavigationItem {
  readonly label: string;
  /** A path below /console; `$applicationId` stands for the application that is open. */
  readonly to: string;
  readonly icon: IconComponent;
  readonly group: NavigationGroup;
  /** Marked as the present one on this page alone, not on the pages below it. */
  readonly exact?: boolean;
  /** For administrators of the installation alone. */
  readonly administratorsOnly?: boolean;
  /** Only the search palette offers it; the header has its own way there. */
  readonly paletteOnly?: boolean;
  /** Stands at the end of the line, such as how much waits there; for lines inside an application. */
  readonly badge?: (props: { readonly applicationId: string }) => ReactNode;
}

/** What a folder of pages adds to the console; `features.ts` lists them all, in the order of the menu. */
export interface Feature {
  /** Its `routes.ts`. */
  readonly routes: readonly PageRoute[];
  readonly navigation?: readonly NavigationItem[];
  /** How the search palette draws the types of `api/resources.json` that have their pages here. */
  readonly resourceIcons?: Readonly<Record<string, IconComponent>>;
  /** What these pages are for and how one gets on, in two or three sentences; behind the question mark in the header. */
  readonly explains?: string;
  /** The document about these pages, as docs/ has it, without its ending: `webhooks`. */
  readonly help?: string;
}
