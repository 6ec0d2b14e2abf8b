import { MemoryBudget } from '../../kernel/memory-budget.ts';

const MiB = 1024 * 1024;

/** What the broker holds in memory for its clients, shared out between the applications. */
export interface BrokerMemory {
  /** The newest values of topics. */
  readonly retained: MemoryBudget;
  /** What waits for clients that are away or slow. */
  readonly queues: MemoryBudget;
}

export function createBrokerMemory(logger: { warn(fields: object, message: string): void }): BrokerMemory {
  const budget = (what: string, bytes: { total: number; perOwner: number }) =>
    new MemoryBudget({
      ...bytes,
      onRefused: (applicationId) => logger.warn({ applicationId }, `${what} of an application are dropped: no room`),
    });
  return {
    retained: budget('retained messages', { total: 64 * MiB, perOwner: 32 * MiB }),
    queues: budget('messages for clients', { total: 64 * MiB, perOwner: 32 * MiB }),
  };
}
