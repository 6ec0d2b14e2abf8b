import { isEmail } from '../../kernel/email.ts';
import { invalid } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { BundleOptions, ConflictBehavior } from '../../platform/bundles/bundle-kind.ts';

const choices = ['includeDevices', 'includeDataTableRows', 'includeFiles'] as const;
const known = new Set<string>([
  ...choices,
  'ownerId',
  'ownerType',
  'email',
  'options',
  'dryRun',
  'include',
  'importUrl',
  'losantdomain',
]);

/** What the fields of an import's form say besides the bundle. */
export interface FormOptions {
  readonly options: BundleOptions;
  readonly email: string | undefined;
  /** The organization that is to own the new application; undefined: the caller. */
  readonly orgId: string | undefined;
  readonly conflicts: ConflictBehavior;
  /** Whether only to say what would become of the bundle. */
  readonly dryRun: boolean;
  /** The types that are to be taken of the bundle; undefined: all. */
  readonly include: ReadonlySet<string> | undefined;
}

/**
 * Reads the fields of a form. A choice is set by any text but `false`, `0` and nothing, as the client's documentation has it.
 *
 * @param types the types of resources that bundles may hold, as `include` names them
 * @param isInto whether the bundle goes into an application that is there, with everything in it unless something is left out
 * @throws AppError Validation naming the field
 */
export function readFormOptions(
  fields: ReadonlyMap<string, string>,
  principal: Principal,
  { types, isInto = false }: { types: readonly string[]; isInto?: boolean },
): FormOptions {
  for (const name of fields.keys()) if (!known.has(name)) throw invalid(name, 'is not a known field');
  const more = readOptionsField(fields.get('options'));
  // Nothing is fetched for a caller: it would be a request that others choose, from inside of this server's network.
  if (fields.has('importUrl') || more.importUrl !== undefined)
    throw invalid('importUrl', 'is not supported: send the bundle itself as importBundle');
  const include = readInclude(more.include ?? listOf(fields.get('include')), types);
  const chosen = (name: (typeof choices)[number]): boolean => {
    const text = fields.get(name);
    if (text === undefined) return isInto || (include?.has(includedBy[name] ?? '') ?? false);
    return !['', 'false', '0'].includes(text);
  };
  const email = fields.get('email') || undefined;
  if (email !== undefined && !isEmail(email)) throw invalid('email', 'must be an e-mail address');
  return {
    options: {
      includeDevices: chosen('includeDevices'),
      includeDataTableRows: chosen('includeDataTableRows'),
      includeFiles: chosen('includeFiles'),
    },
    email,
    orgId: readOwner(fields, principal),
    conflicts: readConflicts(more.conflictBehavior),
    dryRun: readDryRun(more.dryRun ?? fields.get('dryRun')),
    include,
  };
}

/** Whoever asks for a type by its name need not ask for it a second time. */
const includedBy: Readonly<Record<string, string>> = { includeDevices: 'device', includeFiles: 'file' };

function readOwner(fields: ReadonlyMap<string, string>, principal: Principal): string | undefined {
  const ownerId = fields.get('ownerId') || undefined;
  const ownerType = fields.get('ownerType') || 'user';
  if (!['user', 'organization'].includes(ownerType)) throw invalid('ownerType', 'must be one of user, organization');
  if (ownerId === undefined) return undefined;
  if (!isId(ownerId)) throw invalid('ownerId', 'must be an id');
  if (ownerType === 'organization') return normalizeId(ownerId);
  if (principal.kind === 'user' && principal.userId === normalizeId(ownerId)) return undefined;
  throw invalid('ownerId', 'must be your own id, or that of an organization with ownerType organization');
}

const behaviors = ['create', 'error', 'retain', 'replace'] as const satisfies readonly ConflictBehavior[];

interface OptionsField {
  readonly conflictBehavior?: unknown;
  readonly dryRun?: unknown;
  readonly include?: unknown;
  readonly importUrl?: unknown;
}

/** The newer client's `options`: JSON. What it knows besides is refused rather than passed over. */
function readOptionsField(text: string | undefined): OptionsField {
  if (text === undefined || text === '') return {};
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw invalid('options', 'must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('options', 'must be an object');
  const names = ['conflictBehavior', 'dryRun', 'include', 'importUrl'];
  for (const name of Object.keys(value)) if (!names.includes(name)) throw invalid(`options.${name}`, 'is not known');
  return value;
}

function readConflicts(value: unknown = 'create'): ConflictBehavior {
  const found = behaviors.find((each) => each === value);
  if (!found) throw invalid('options.conflictBehavior', `must be one of ${behaviors.join(', ')}`);
  return found;
}

function readDryRun(value: unknown): boolean {
  if (value === undefined || value === false || value === '' || value === 'false' || value === '0') return false;
  if (value === true || value === 'true' || value === '1') return true;
  throw invalid('dryRun', 'must be true or false');
}

/** A field of a form has one text: the types one after the other, or as JSON. */
function listOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  if (!text.startsWith('[')) return text.split(',').map((each) => each.trim());
  try {
    return parseJson(text);
  } catch {
    throw invalid('include', 'must be a list of types');
  }
}

function readInclude(value: unknown, types: readonly string[]): ReadonlySet<string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid('include', 'must be a list of types');
  for (const [index, type] of value.entries())
    if (!types.includes(type)) throw invalid(`include[${index}]`, `must be one of ${types.join(', ')}`);
  return new Set(value as string[]);
}
