import type { BundleHosts } from '../../platform/bundles/placeholders.ts';

/** A content of a bundle that is stored after its records. */
export interface PlannedContent {
  /** Of the kind that stores it. */
  readonly type: string;
  /** Id of the record that it belongs to. */
  readonly id: string;
  readonly name: string;
  /** In the bundle. */
  readonly path: string;
  readonly replaces?: true;
}

/** What is left to do of an import, as it is kept; empty once nothing is. */
export interface StoredPlan {
  readonly contents?: readonly PlannedContent[];
  /** What placeholders in texts stand for. */
  readonly values?: Readonly<Record<string, string>>;
  readonly hosts?: BundleHosts;
  readonly author?: { readonly type: 'user' | 'apiToken'; readonly id: string };
}
