/** What a script in the sandbox threw, or that it went beyond a bound (workflows.md, "3. The run"; workflows.md, "5. Nodes"). */
export class FunctionNodeError extends Error {
  /** `FunctionNode` and the name that the error has in the script: `FunctionNodeTypeError`. */
  override readonly name: string;
  /** Where in the script: `line 3, column 5` of its own lines, with the function, innermost first. At most 20. */
  readonly lines: readonly string[];
  /** What the script had written with `console.log`. */
  readonly logs: readonly string[];

  constructor(scriptErrorName: string, message: string, lines: readonly string[] = [], logs: readonly string[] = []) {
    super(message);
    this.name = `FunctionNode${/^[A-Za-z_$][\w$]{0,63}$/.test(scriptErrorName) ? scriptErrorName : 'Error'}`;
    this.lines = lines;
    this.logs = logs;
  }
}
