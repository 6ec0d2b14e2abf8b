import { type Action, type ActionTable, actions, newerActions } from './kernel/actions.ts';
import type { BundleKind } from './platform/bundles/bundle-kind.ts';
import type { Cleanup, Feature, FeatureDefinition, Measurement, Platform } from './platform/feature.ts';
import { ResourceRegistry } from './platform/resources/resource.ts';

/** The features of one server, created in the order of their list. */
export interface Composition {
  readonly platform: Platform;
  readonly features: readonly { readonly name: string; readonly feature: Feature<unknown> }[];
  /** The API of a feature of the list. @throws Error when it is not in the list */
  api<Api>(definition: FeatureDefinition<Api>): Api;
}

/**
 * Creates the features one after another, each with the APIs that it needs. Nothing runs yet.
 *
 * @throws Error naming the feature that is missing, or stands too late in the list, and who needs it
 */
export function compose(
  definitions: readonly FeatureDefinition[],
  base: Omit<Platform, 'actions' | 'grantableActions' | 'resources' | 'offers'>,
): Composition {
  const created = new Map<FeatureDefinition, Feature<unknown>>();
  const topics = new Map();
  const measurements: Measurement[] = [];
  const bundleKinds: BundleKind[] = [];
  const cleanups: Cleanup[] = [];
  const table = joinActions(definitions);
  const platform: Platform = {
    ...base,
    actions: table,
    grantableActions: [...newerActions, ...table.values()],
    resources: new ResourceRegistry(definitions.flatMap(({ resources }) => resources)),
    offers: { topics, measurements, bundleKinds, cleanups },
  };
  for (const definition of definitions) {
    const needs: Record<string, unknown> = {};
    for (const [name, needed] of Object.entries(definition.needs)) {
      const feature = created.get(needed);
      if (!feature) {
        throw new Error(
          `the feature "${definition.name}" needs "${needed.name}", which is not in the list of features before it`,
        );
      }
      needs[name] = feature.api;
    }
    const feature = definition.create(platform, needs as never);
    created.set(definition, feature);
    for (const topic of feature.topics ?? []) topics.set(topic.name, topic);
    measurements.push(...(feature.metrics ?? []));
    bundleKinds.push(...(feature.bundleKinds ?? []));
    if (feature.cleanup) cleanups.push(feature.cleanup);
  }
  return {
    platform,
    features: [...created].map(([{ name }, feature]) => ({ name, feature })),
    api<Api>(definition: FeatureDefinition<Api>): Api {
      const feature = created.get(definition);
      if (!feature) throw new Error(`the feature "${definition.name}" is not in the list of features`);
      return feature.api as Api;
    },
  };
}

/** @throws Error when a feature brings an action along that is there already */
function joinActions(definitions: readonly FeatureDefinition[]): ActionTable {
  const table = new Map<string, Action>(actions);
  for (const { name, actions: brought } of definitions) {
    for (const action of brought) {
      if (table.has(action.name))
        throw new Error(`the feature "${name}" brings ${action.name}, which is there already`);
      table.set(action.name, action);
    }
  }
  return table;
}
