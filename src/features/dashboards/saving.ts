import { fromDecimal } from '../../kernel/decimal.ts';
import { invalid } from '../../kernel/errors.ts';
import { findNumberNoDouble, refuseUnstorable } from '../../kernel/json-text.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import { hashPassword } from '../../platform/secrets/hashes.ts';
import type { AccessService } from '../access/index.ts';
import type { Block, ContextVariable, DashboardPatch } from './schemas.ts';

/** What a dashboard reads with: its owner, by the number of the row too where it is a user. */
export type ReadingOwner = OwnerRef & { readonly userRowId: number | null };

/** Of a document as a whole: less than the body that brought it. */
export const maxBodyBytes = 1024 * 1024;

/**
 * Checks that every block or variable which is new or changed names an application that the dashboard's owner can read, and
 * that the saver can read as well: otherwise a dashboard would lend rights (dashboards.md, "1. The resource").
 *
 * @throws AppError Validation naming the field
 */
export async function checkApplications(
  access: AccessService,
  by: { readonly owner: ReadingOwner; readonly principal: Principal },
  next: { readonly blocks: readonly Block[]; readonly variables: readonly ContextVariable[] },
  before: { readonly blocks: readonly Block[]; readonly variables: readonly ContextVariable[] } = noParts,
): Promise<void> {
  const known = new Set([...before.blocks, ...before.variables].map((part) => JSON.stringify(part)));
  const named = [
    ...next.blocks.map((part, index) => [`blocks[${index}].applicationId`, part] as const),
    ...next.variables.map((part, index) => [`contextConfiguration[${index}].applicationId`, part] as const),
  ];
  const judged = new Map<string, boolean>();
  for (const [field, part] of named) {
    const { applicationId } = part;
    if (applicationId === undefined || known.has(JSON.stringify(part))) continue;
    const isAllowed = judged.get(applicationId) ?? (await isReadable(access, by, applicationId));
    judged.set(applicationId, isAllowed);
    if (!isAllowed) throw invalid(field, `names no application that the dashboard may show: ${applicationId}`);
  }
}

const noParts = { blocks: [], variables: [] };

async function isReadable(
  access: AccessService,
  { owner, principal }: { owner: ReadingOwner; principal: Principal },
  applicationId: string,
): Promise<boolean> {
  const application = await access.reachAsOwner(owner, applicationId);
  return application !== undefined && (await access.reachApplication(principal, applicationId)) !== undefined;
}

/** What of a body is wrong by itself. @throws AppError Validation */
export function checkDashboard(
  body: Omit<DashboardPatch, 'password'>,
  { duration, resolution }: { duration: number; resolution: number },
  { isImport = false }: { isImport?: boolean } = {},
): void {
  refuseUnstorable(body);
  const field = findNumberNoDouble(body);
  if (field !== undefined) throw invalid(field, 'must not be a number that a double cannot hold');
  if (resolution > duration) throw invalid('resolution', 'must not be longer than duration');
  const names = new Set<string>();
  for (const [index, variable] of (body.contextConfiguration ?? []).entries()) {
    const field = `contextConfiguration[${index}]`;
    if (variable.name === '__proto__') throw invalid(`${field}.name`, 'must not be __proto__');
    if (names.has(variable.name)) throw invalid(`${field}.name`, `is that of another variable: ${variable.name}`);
    names.add(variable.name);
    checkDefault(variable, field, isImport);
  }
}

function checkDefault(variable: ContextVariable, field: string, isImport: boolean): void {
  const { type, defaultValue, validationEnabled = false, validationConfig = {} } = variable;
  if ((type === 'deviceTag') !== (typeof defaultValue === 'object')) {
    throw invalid(`${field}.defaultValue`, type === 'deviceTag' ? 'must be a tag' : `must not be a tag for ${type}`);
  }
  if (type !== 'number' || isImport) return;
  const number =
    (typeof defaultValue === 'number' ? defaultValue : fromDecimal(String(defaultValue).trim())) ?? Number.NaN;
  if (!Number.isFinite(number)) throw invalid(`${field}.defaultValue`, 'must be a number');
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = validationConfig;
  if (validationEnabled && (number < min || number > max)) {
    throw invalid(`${field}.defaultValue`, 'must not be out of the bounds of the variable');
  }
}

/**
 * The columns that say with whom a dashboard is shared: everybody, whoever has the password, or nobody; the last that was
 * set counts (dashboards.md, "13. Ambiguous, and what we chose", 1).
 *
 * @throws AppError Validation for both at once
 */
export async function readSharing({
  public: isPublic,
  password,
}: Pick<DashboardPatch, 'public' | 'password'>): Promise<{ is_public?: boolean; password_hash?: string | null }> {
  if (isPublic && typeof password === 'string') {
    throw invalid('password', 'must not be set for what is public: everybody would see it without');
  }
  if (typeof password === 'string') return { is_public: false, password_hash: await hashPassword(password) };
  return {
    ...(isPublic === undefined ? {} : { is_public: isPublic }),
    ...(isPublic || password === null ? { password_hash: null } : {}),
  };
}
