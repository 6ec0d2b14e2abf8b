import { ActionError } from '../../workflow-nodes/index.ts';

/** Connections of one application at the same time (workflows.md, "8. Durability and isolation (ours)"). */
const maxOpen = 100;

/** Counts the connections to hosts outside that each application has open in this thread. */
export class OpenConnections {
  readonly #open = new Map<string, number>();

  /** Returns what gives the place back. @throws ActionError Throttled when the application has too many */
  enter(applicationId: string): () => void {
    const open = this.#open.get(applicationId) ?? 0;
    if (open >= maxOpen) {
      throw new ActionError('Throttled', `The application has ${maxOpen} connections to other hosts open`);
    }
    this.#open.set(applicationId, open + 1);
    return () => {
      const left = (this.#open.get(applicationId) ?? 1) - 1;
      if (left > 0) this.#open.set(applicationId, left);
      else this.#open.delete(applicationId);
    };
  }
}
