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

/** What a kind has put off until its records are stored. */
export interface PutOff {
  /** Of the kind. */
  readonly type: string;
  /** What the kind needs to know. */
  readonly note: unknown;
}

/** What is left to do of an import, as it is kept; empty once nothing is. */
export interface StoredPlan {
  readonly afterwards?: readonly PutOff[];
  readonly contents?: readonly PlannedContent[];
  /** What placeholders in texts stand for. */
  readonly values?: Readonly<Record<string, string>>;
  readonly hosts?: BundleHosts;
  readonly author?: { readonly type: 'user' | 'apiToken'; readonly id: string };
}
