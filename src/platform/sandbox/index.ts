export { FunctionNodeError, openSandbox, type Sandbox, type SandboxCall, type SandboxResult } from './sandbox.ts';
