import type { FlowStorage } from '../../workflows/index.ts';
import type { Effects } from './effects.ts';

/** The entries of the flow that calls. */
export function storageEffects(storage: FlowStorage): Effects['storage'] {
  return {
    async get({ flow }, { keys }) {
      if (keys === 'all') return storage.readAll(flow);
      const values: Record<string, unknown> = {};
      for (const key of keys) {
        const value = await storage.get(flow, key);
        if (value !== undefined) Object.defineProperty(values, key, { value, enumerable: true });
      }
      return values;
    },
    async set({ flow }, { key, value }) {
      return { before: await storage.set(flow, key, value) };
    },
    async increment({ flow }, { key, by }) {
      return { value: await storage.increment(flow, key, by) };
    },
  };
}
