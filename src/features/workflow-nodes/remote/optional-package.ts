import { createRequire } from 'node:module';
import { NodeError } from '../errors.ts';

const require = createRequire(import.meta.url);

/**
 * A package that is not installed with the server, because few need it and it is large or builds native code.
 *
 * @param purpose what needs it, for the message
 * @throws NodeError NotAvailable naming the package when it is not installed
 */
export async function loadOptional<Module>(name: string, purpose: string): Promise<Module> {
  try {
    return require(name) as Module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new NodeError(
      'NotAvailable',
      `${purpose} needs the package ${name}, which is not installed with this server`,
    );
  }
}
