import type { FlowNode } from '../../../kernel/flow.ts';
import type { DebugLine, NodeConfig, NodeContext, NodeServices, Payload, RunInfo } from '../../workflow-nodes/index.ts';
import type { Execution } from './execution.ts';
import { type Path, toNodeIds } from './scope.ts';

/** What a node is given, made when it asks: most nodes use two or three of these. */
export class PathContext implements NodeContext {
  readonly #execution: Execution;
  readonly #path: Path;
  #config: NodeConfig | undefined;

  constructor(execution: Execution, path: Path) {
    this.#execution = execution;
    this.#path = path;
    // Methods that are handed out on their own.
    this.debug = this.debug.bind(this);
    this.runScript = this.runScript.bind(this);
  }

  get payload(): Payload {
    return this.#path.payload;
  }

  get node(): FlowNode {
    return this.#path.node.node;
  }

  get config(): NodeConfig {
    this.#config ??= this.#execution.configOf(this.#path);
    return this.#config;
  }

  get run(): RunInfo {
    return this.#execution.infoOf(this.#path);
  }

  get services(): NodeServices {
    return this.#execution.host.servicesOf(this.run, this.#path.node.id);
  }

  get signal(): AbortSignal {
    return this.#execution.signal;
  }

  timeLeft = (): number => this.#execution.timeLeft;

  now = (): number => this.#execution.host.now();

  debug(line: DebugLine): void {
    const { node, trail, scope } = this.#path;
    this.#execution.host.watcher?.debug({ node, line, path: toNodeIds(trail), isInCustomNode: scope.depth > 0 });
  }

  async runScript(script: string, payload: unknown): Promise<unknown> {
    const execution = this.#execution;
    const result = await execution.host.runScript(script, payload, () => !execution.isGivenUp);
    for (const message of result.logs) this.debug({ level: 'info', message });
    return result.payload;
  }
}
