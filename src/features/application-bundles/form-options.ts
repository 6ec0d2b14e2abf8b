import { isEmail } from '../../kernel/email.ts';
import { invalid } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { BundleOptions, ConflictBehavior } from '../../platform/bundles/bundle-kind.ts';

const choices = ['includeDevices', 'includeDataTableRows', 'includeFiles'] as const;
const known = new Set<string>([...choices, 'ownerId', 'ownerType', 'email', 'options', 'losantdomain']);

/** What the fields of an import's form say besides the bundle. */
export interface FormOptions {
  readonly options: BundleOptions;
  readonly email: string | undefined;
  /** The organization that is to own the new application; undefined: the caller. */
  readonly orgId: string | undefined;
  readonly conflicts: ConflictBehavior;
}

/**
 * Reads the fields of a form. A choice is set by any text but `false`, `0` and nothing, as the client's documentation has it.
 *
 * @param isInto whether the bundle goes into an application that is there, with everything in it unless something is left out
 * @throws AppError Validation naming the field
 */
export function readFormOptions(
  fields: ReadonlyMap<string, string>,
  principal: Principal,
  isInto = false,
): FormOptions {
  for (const name of fields.keys()) if (!known.has(name)) throw invalid(name, 'is not a known field');
  const chosen = (name: (typeof choices)[number]): boolean => {
    const text = fields.get(name);
    return text === undefined ? isInto : !['', 'false', '0'].includes(text);
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
    conflicts: readConflicts(fields.get('options')),
  };
}

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

/** `conflictBehavior` of the newer client's `options`. */
function readConflicts(text: string | undefined): ConflictBehavior {
  if (text === undefined || text === '') return 'create';
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw invalid('options', 'must be JSON');
  }
  const { conflictBehavior = 'create' } = (value ?? {}) as { conflictBehavior?: unknown };
  const found = behaviors.find((each) => each === conflictBehavior);
  if (!found) throw invalid('options.conflictBehavior', `must be one of ${behaviors.join(', ')}`);
  return found;
}
