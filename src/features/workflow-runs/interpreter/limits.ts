/** What one run may take (workflows.md, "3. The run"). */
export interface RunLimits {
  readonly payloadBytes: number;
  readonly nodeExecutions: number;
  readonly openPaths: number;
  readonly customNodeDepth: number;
  /** Turns of one loop. */
  readonly loopTurns: number;
  /** Turns of a parallel loop at the same time. */
  readonly parallelTurns: number;
}

/** The bounds of the contract. */
export const runLimits: RunLimits = {
  payloadBytes: 5 * 1024 * 1024,
  nodeExecutions: 1_000_000,
  openPaths: 1000,
  customNodeDepth: 10,
  loopTurns: 262_144,
  parallelTurns: 5,
};

/** The largest payload that the log and flowError handlers are given of a run that failed. */
export const maxErroredPayloadBytes = 256 * 1024;
