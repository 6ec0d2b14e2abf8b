export { FunctionNodeError } from './function-node-error.ts';
export { openSandbox, type Sandbox } from './sandbox.ts';
export type { SandboxCall, SandboxResult } from './script-run.ts';
