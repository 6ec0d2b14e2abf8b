import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { cutText } from '../../kernel/text.ts';
import type { BundleFields, BundleKind, BundleOptions, BundleRecord } from '../../platform/bundles/bundle-kind.ts';
import { isPlaceholder } from '../../platform/bundles/placeholders.ts';
import { type Bundle, maxRecords } from './read-bundle.ts';

/** Something that is said of a record of a bundle, as `validationErrors` has it. */
export interface BundleProblem {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly message: string;
}

/** The records of one kind. */
export interface PlannedKind {
  readonly kind: BundleKind;
  readonly records: readonly BundleRecord[];
}

/** What is to be made of a bundle. */
export interface ImportPlan {
  readonly kinds: readonly PlannedKind[];
  /** Placeholders with the ids that were made for them. */
  readonly values: Map<string, string>;
  /** What was made for placeholders besides ids. */
  readonly minted: ReadonlySet<string>;
  /** Placeholders of records that are left out, with what they are. */
  readonly leftOut: ReadonlyMap<string, string>;
  readonly problems: readonly BundleProblem[];
}

/** Of the records that are left out, how many are named. */
const namedAtMost = 20;

/**
 * Makes an id for every record of a bundle that is to be stored, and sorts the records by their kinds, in the order in which
 * these are stored.
 */
export function planImport(
  bundle: Bundle,
  {
    kinds,
    options,
    include,
    applicationId,
  }: {
    kinds: readonly BundleKind[];
    options: BundleOptions;
    include?: ReadonlySet<string> | undefined;
    applicationId: string;
  },
): ImportPlan {
  /** Why records of a kind are left out; undefined when they are wanted. */
  const whyNot = (kind: BundleKind, resourceType: string): string | undefined => {
    if (include && !include.has(typeOf(kind, resourceType))) return 'was not asked for (include)';
    return kind.option === undefined || options[kind.option] ? undefined : `was not asked for (${kind.option})`;
  };
  const values = new Map<string, string>();
  if (isPlaceholder(bundle.application.id)) values.set(bundle.application.id, applicationId);
  const made = new Set<string>();
  const leftOut = new Map<string, string>();
  const problems: BundleProblem[] = [];
  const records = new Map<BundleKind, BundleRecord[]>();
  const skipped = new Map<string, { label: string; why: string; names: string[]; count: number }>();
  let count = 0;
  const add = (kind: BundleKind, resourceType: string, path: string, fields: BundleFields): void => {
    count += 1;
    if (count > maxRecords) throw invalid('importBundle', `must not have more than ${maxRecords} records`);
    const id = newId();
    const name = nameOf(fields);
    const own = fields.id;
    if (isPlaceholder(own)) {
      if (values.has(own) || leftOut.has(own)) {
        const type = typeOf(kind, resourceType);
        problems.push({ type, name, id: own, message: 'has the id of another record of the bundle' });
        return;
      }
      values.set(own, id);
    }
    for (const { field, make, of = resourceType } of Object.values(kind.mints ?? {})) {
      if (of !== resourceType) continue;
      const minted = fields[field];
      if (!isPlaceholder(minted) || values.has(minted)) continue;
      const value = make();
      values.set(minted, value);
      made.add(value);
    }
    const list = records.get(kind) ?? [];
    list.push({ id, label: isPlaceholder(own) ? own : '', name, resourceType, path, fields });
    records.set(kind, list);
  };
  for (const { path, resourceType, resources } of bundle.documents) {
    const kind = kinds.find((each) => reads(each, resourceType) && !each.isFolder);
    const why = kind ? whyNot(kind, resourceType) : 'is not known to this server';
    for (const fields of resources) {
      const unfolded = kind?.unfold ? kind.unfold(fields) : [fields];
      for (const each of unfolded) {
        if (kind && why === undefined) {
          add(kind, resourceType, path, each);
          continue;
        }
        for (const id of idsIn(each)) leftOut.set(id, kind?.label ?? resourceType);
        const entry = skipped.get(resourceType) ?? {
          label: kind ? typeOf(kind, resourceType) : resourceType,
          why: why ?? '',
          names: [],
          count: 0,
        };
        entry.count += 1;
        if (entry.names.length < namedAtMost && nameOf(each) !== '') entry.names.push(nameOf(each));
        skipped.set(resourceType, entry);
      }
    }
  }
  for (const kind of kinds) {
    if (!kind.isFolder || whyNot(kind, kind.resourceType) !== undefined) continue;
    for (const path of bundle.source.files.keys()) {
      if (path.startsWith(bundle.filesFolder))
        add(kind, kind.resourceType, path, { name: path.slice(bundle.filesFolder.length) });
    }
  }
  for (const [resourceType, { label, why, names, count: all }] of skipped) {
    const more = all > names.length && names.length > 0 ? ', ...' : '';
    problems.push({
      type: label,
      name: `${names.join(', ')}${more}`,
      id: '',
      message: `${all} left out: ${resourceType} ${why}`,
    });
  }
  return {
    kinds: inOrder(kinds).flatMap((kind) => {
      const found = records.get(kind);
      return found ? [{ kind, records: found }] : [];
    }),
    values,
    minted: made,
    leftOut,
    problems,
  };
}

function reads({ alongside = {}, resourceType }: BundleKind, wanted: string): boolean {
  return resourceType === wanted || Object.hasOwn(alongside, wanted);
}

/** Everything that records of a kind may be, as `typeOf` says it. */
export function typesOf({ alongside = {}, type }: BundleKind): string[] {
  return [type, ...Object.values(alongside)];
}

/** As placeholders, counts and errors call records of a kind. */
export function typeOf({ alongside = {}, type }: BundleKind, resourceType: string): string {
  return (Object.hasOwn(alongside, resourceType) ? alongside[resourceType] : undefined) ?? type;
}

function nameOf({ name, email, method, route, version }: BundleFields): string {
  const called = typeof route === 'string' ? `${String(method).toUpperCase()} ${route}` : undefined;
  const found = [name, email, called, version].find((each) => typeof each === 'string' && each !== '');
  return typeof found === 'string' ? cutText(found, 255) : '';
}

/** The ids that a record defines, itself and below, as far as they are placeholders. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => idsIn(item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === 'id' && isPlaceholder(item) ? [item] : typeof item === 'object' ? idsIn(item) : [],
  );
}

/** Each kind behind those that it refers to. @throws Error when they go round in a circle */
function inOrder(kinds: readonly BundleKind[]): BundleKind[] {
  const ordered: BundleKind[] = [];
  const visiting = new Set<BundleKind>();
  const visit = (kind: BundleKind): void => {
    if (ordered.includes(kind)) return;
    if (visiting.has(kind)) throw new Error(`kinds of bundles go round in a circle at ${kind.type}`);
    visiting.add(kind);
    for (const other of kinds) if (kind.after?.includes(other.type)) visit(other);
    ordered.push(kind);
  };
  for (const kind of kinds) visit(kind);
  return ordered;
}

/** A bundle of which most cannot be stored, or that nothing may stand in the way of: nothing of it is. */
export class BundleRefused extends AppError {
  constructor(
    problems: readonly BundleProblem[],
    message = 'Most of the bundle breaks a rule, so nothing of it was stored',
  ) {
    super('ValidationErrors', message, { details: { validationErrors: problems } });
  }
}
