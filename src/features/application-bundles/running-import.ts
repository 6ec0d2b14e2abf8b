import type { Principal } from '../../kernel/principal.ts';
import type {
  BundleApplication,
  BundleImport,
  BundleKind,
  BundleOptions,
  BundleRecord,
  ConflictBehavior,
} from '../../platform/bundles/bundle-kind.ts';
import { findPlaceholder, type Placeholders } from '../../platform/bundles/placeholders.ts';
import { maxProblems } from './import-store.ts';
import { type BundleProblem, typeOf } from './plan.ts';
import { resolvePath } from './read-bundle.ts';
import type { PlannedContent, PutOff } from './stored-plan.ts';
import { type BundleSource, readTextFile } from './zip-source.ts';

/** What happens to the records of a bundle, noted while they are stored. */
export class RunningImport {
  readonly problems: BundleProblem[];
  problemCount: number;
  readonly counts: Record<string, number> = {};
  readonly contents: PlannedContent[] = [];
  readonly afterwards: PutOff[] = [];
  stored = 0;
  refused = 0;

  constructor(problems: readonly BundleProblem[]) {
    this.problems = problems.slice(0, maxProblems);
    this.problemCount = problems.length;
  }

  add(problem: BundleProblem): void {
    this.problemCount += 1;
    if (this.problems.length < maxProblems) this.problems.push(problem);
  }

  /** Whether more records were refused than stored. */
  get isMostlyRefused(): boolean {
    return this.refused > this.stored;
  }

  /** What the records of one kind are handed in with. */
  of(
    kind: BundleKind,
    context: {
      application: BundleApplication;
      principal: Principal;
      source: string;
      options: BundleOptions;
      now: Date;
      conflicts: ConflictBehavior;
      placeholders: Placeholders;
      minted: ReadonlySet<string>;
      bundle: BundleSource;
    },
  ): BundleImport {
    const { placeholders, minted, bundle, conflicts, ...shared } = context;
    const say = ({ name, label, resourceType }: BundleRecord, message: string): void =>
      this.add({ type: typeOf(kind, resourceType), name, id: label, message });
    const count = ({ resourceType }: BundleRecord): void => {
      const type = typeOf(kind, resourceType);
      this.stored += 1;
      this.counts[type] = (this.counts[type] ?? 0) + 1;
    };
    return {
      ...shared,
      refuse: (record, message) => {
        this.refused += 1;
        say(record, message);
      },
      warn: say,
      stored: count,
      found: async (record, replace) => {
        if (conflicts === 'replace' && replace) {
          await replace();
          count(record);
        } else {
          this.stored += 1;
          say(record, 'is there already, and stays as it is');
        }
      },
      isMinted: (text) => minted.has(text),
      findUnresolved: (text) => (typeof text === 'string' ? findPlaceholder(text) : undefined),
      resolve: ({ path: from }, path) =>
        bundle.files.has(path) && from === path ? path : resolvePath(bundle, from, path),
      sizeOf: (path) => bundle.files.get(path) ?? 0,
      readText: async (path, maxBytes) => placeholders.replace(await readTextFile(bundle, path, maxBytes)),
      later: ({ id, name }, path, { of = id, replaces = false } = {}) =>
        this.contents.push({ type: kind.type, id: of, name, path, ...(replaces ? { replaces } : {}) }),
      afterwards: (note) => this.afterwards.push({ type: kind.type, note }),
    };
  }
}
