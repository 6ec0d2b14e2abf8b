/** What a script in the sandbox threw, or that it went beyond a bound (workflows.md, 3 and 5). */
export class FunctionNodeError extends Error {
  /** `FunctionNode` and the name that the error has in the script: `FunctionNodeTypeError`. */
  override readonly name: string;
  /** Where in the script: `line 3, column 5` of its own lines, innermost first. At most 20. */
  readonly lines: readonly string[];

  constructor(scriptErrorName: string, message: string, lines: readonly string[]) {
    super(message);
    this.name = `FunctionNode${scriptErrorName}`;
    this.lines = lines;
  }
}

/** One execution of a script. */
export interface SandboxCall {
  /** The body of a function of `payload`. */
  readonly script: string;
  /** What the script sees as `payload`: a copy, Dates included. */
  readonly payload: unknown;
  /** Processor time, ms. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface SandboxResult {
  /** What the script returned; its own changed `payload` if it returned undefined. */
  readonly payload: unknown;
  /** What it wrote with `console.log`. */
  readonly logs: string[];
}

export interface Sandbox {
  /** @throws FunctionNodeError */
  run(call: SandboxCall): SandboxResult;
  close(): void;
}

/** One for each thread: scripts run in it one after the other, in a fresh context each. */
export function openSandbox(): Promise<Sandbox> {
  return Promise.reject(new Error('not built yet'));
}
