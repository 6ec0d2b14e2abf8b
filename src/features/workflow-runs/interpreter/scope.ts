import type { Payload } from '../../workflow-nodes/index.ts';
import type { Program, ProgramNode } from './program.ts';

/** Nodes that a path has come through, newest first; shared between paths that have split. */
export interface Trail {
  readonly nodeId: string;
  readonly before: Trail | undefined;
}

/** One thread of a run: a payload of its own on its way from node to node. */
export interface Path {
  readonly id: number;
  readonly scope: Scope;
  node: ProgramNode;
  payload: Payload;
  trail: Trail | undefined;
}

/** A path that has thrown. */
export interface PathFailure {
  readonly error: unknown;
  readonly node: ProgramNode;
  readonly payload: Payload;
  readonly trail: Trail | undefined;
}

/** What the first cap of a scope has brought. */
export interface Cap {
  readonly payload: Payload;
  readonly config: Readonly<Record<string, unknown>>;
}

interface ScopeOptions {
  readonly program: Program;
  readonly parent?: Scope;
  /** Of a loop's turn: the loop. */
  readonly loopId?: string;
  /** Of a custom node: the path that waits for it, as it was then. What is thrown inside is thrown there. */
  readonly caller?: Path;
  /** Failures stay here until the loop is over. */
  readonly isCapturing?: boolean;
}

/** Paths that belong together: those of the run, of a turn of a loop, or of a custom node. */
export class Scope {
  readonly program: Program;
  readonly parent: Scope | undefined;
  readonly loopId: string | undefined;
  readonly caller: Path | undefined;
  readonly isCapturing: boolean;
  /** How many custom nodes are around it. */
  readonly depth: number;
  cap: Cap | undefined;
  failure: PathFailure | undefined;
  /** Resolves when all paths have come to their end, the scope has been ended, or `settle` is called. */
  readonly settled: Promise<void>;
  settle!: () => void;
  readonly #children = new Set<Scope>();
  #open = 0;
  #isEnded = false;

  constructor({ program, parent, loopId, caller, isCapturing = false }: ScopeOptions) {
    this.program = program;
    this.parent = parent;
    this.loopId = loopId;
    this.caller = caller;
    this.isCapturing = isCapturing;
    this.depth = (parent?.depth ?? 0) + (caller ? 1 : 0);
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    parent?.adopt(this);
    // The caller goes on at the first cap; what it is part of is not over before the last path in here is.
    if (caller) parent?.enter();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  adopt(child: Scope): void {
    this.#children.add(child);
  }

  enter(): void {
    this.#open += 1;
  }

  leave(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.parent?.forget(this);
    this.settle();
    if (this.caller) this.parent?.leave();
  }

  forget(child: Scope): void {
    this.#children.delete(child);
  }

  /** No path in it, or in what it has begun, comes to another node. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const child of this.#children) child.end();
    this.#children.clear();
    this.settle();
  }
}

/** The ids of a trail, oldest first; at most the last 1,000. */
export function toNodeIds(trail: Trail | undefined): string[] {
  const ids: string[] = [];
  for (let step = trail; step && ids.length < 1000; step = step.before) ids.push(step.nodeId);
  return ids.reverse();
}
