import { isExactNumber } from '../../kernel/json-text.ts';

const secretName = /^(secret|password|token|authorization)$/i;
const mask = '*****';

/** A copy in which values named secret, password, token or authorization are masked (workflows.md, "7. Debugging and the run log (ours)"). */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (typeof value !== 'object' || value === null || value instanceof Date || isExactNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretName.test(name) ? mask : maskSecrets(inner)]),
  );
}
