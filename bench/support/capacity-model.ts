/** The constants of the capacity model (docs/scaling.md, "How much of what"), as measured; what they are of is said there. */
export const constants = {
  /** MiB of a node that does nothing. */
  node: 150,
  /** KiB of a node for each connection with a subscription, without TLS. */
  connection: 20,
  /** µs of a core, nodes and PostgreSQL together, for a transaction that stores states, however many. */
  commit: 850,
  /**
   * Such transactions a second on each node: as many as there are states, up to this. From then on there are several states in
   * each, since what comes while a node commits goes into its next one.
   */
  mostCommitsOfNode: 400,
  /** µs of a core, nodes and PostgreSQL together, for each state in it. */
  stateCpu: 50,
  /** µs of a core, nodes and PostgreSQL together, for a device that connects and subscribes to its commands. */
  connect: 2_500,
  /** Bytes of a state in PostgreSQL, with its index. */
  state: 173,
  /** Bytes of the log of PostgreSQL for such a transaction, and for each state in it. */
  commitLog: 560,
  stateLog: 400,
} as const;

/** What so many devices on so many nodes need that report so often, one state at a time. */
export function predict({ devices, nodes, everySeconds }: { devices: number; nodes: number; everySeconds: number }) {
  const statesPerSecond = devices / everySeconds;
  const commits = Math.min(statesPerSecond, nodes * constants.mostCommitsOfNode);
  const perDay = statesPerSecond * 86_400;
  return {
    statesPerSecond,
    cores: (commits * constants.commit + statesPerSecond * constants.stateCpu) / 1e6,
    connectionMiB: (devices * constants.connection) / 1024,
    stateGBPerDay: (perDay * constants.state) / 1e9,
    logBytesPerState: (commits * constants.commitLog) / statesPerSecond + constants.stateLog,
    logGBPerDay: ((commits * constants.commitLog + statesPerSecond * constants.stateLog) * 86_400) / 1e9,
  };
}

/** Seconds of a core for so many devices to connect. */
export function predictConnects(devices: number): number {
  return (devices * constants.connect) / 1e6;
}
