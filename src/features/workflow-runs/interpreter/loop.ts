import { isExactNumber } from '../../../kernel/json-text.ts';
import { copyPayload, readPath, toNumber, writePath } from '../../../platform/language/index.ts';
import { NodeConfig, type NodeOutcome, type Payload } from '../../workflow-nodes/index.ts';
import { type Execution, endOfPath } from './execution.ts';
import { type Path, Scope } from './scope.ts';

/** One turn's item, as `currentItemPath` gets it. */
interface Item {
  readonly value: unknown;
  readonly index: number;
  readonly key?: string;
  readonly first?: true;
  readonly last?: true;
}

/**
 * Loop: one turn of the body for each item. A turn starts from what the last cap has left; without a cap it changes nothing.
 * Parallel turns all start from the payload before the loop, and leave nothing but what is mapped.
 */
export async function runLoop(execution: Execution, path: Path): Promise<NodeOutcome> {
  const config = execution.configOf(path);
  const items = listItems(config.read('loopSourcePath'), execution.limits.loopTurns);
  const turns = config.boolean('parallel') ? runParallel : runSerial;
  const mapped = await turns(execution, path, config, items);
  if (path.scope.isEnded || mapped === undefined) return endOfPath;
  const mapResultPath = config.path('mapResultPath');
  if (mapResultPath !== undefined) writePath(path.payload, mapResultPath, mapped);
  return 0;
}

/** Loop cap: the first that a turn comes to says what the turn has brought. */
export function reachLoopCap(path: Path): NodeOutcome {
  const config = path.node.node.config ?? {};
  for (let scope: Scope | undefined = path.scope; scope && !scope.caller; scope = scope.parent) {
    if (scope.loopId === undefined || scope.loopId !== config.loopNodeId) continue;
    scope.cap ??= { payload: path.payload, config };
    break;
  }
  return endOfPath;
}

async function runSerial(
  execution: Execution,
  path: Path,
  config: NodeConfig,
  items: readonly Item[],
): Promise<unknown[] | undefined> {
  const mapped: unknown[] = [];
  for (const item of items) {
    const scope = beginTurn(execution, path, config, item, { isCapturing: false });
    await scope.settled;
    if (path.scope.isEnded) return undefined;
    mapped.push(mapTurn(config, scope));
    if (!scope.cap) continue;
    path.payload = scope.cap.payload;
    if (new NodeConfig(scope.cap.config, path.payload).boolean('shouldBreak')) break;
  }
  return mapped;
}

async function runParallel(
  execution: Execution,
  path: Path,
  config: NodeConfig,
  items: readonly Item[],
): Promise<unknown[] | undefined> {
  const mapped: unknown[] = new Array(items.length);
  let next = 0;
  let failed: Scope | undefined;
  const work = async (): Promise<void> => {
    for (let item = items[next]; item; item = items[next]) {
      next += 1;
      const scope = beginTurn(execution, path, config, item, { isCapturing: true });
      await scope.settled;
      if (path.scope.isEnded) return;
      if (scope.failure) failed ??= scope;
      mapped[item.index] = mapTurn(config, scope);
    }
  };
  await Promise.all(Array.from({ length: execution.limits.parallelTurns }, work));
  if (failed?.failure) {
    execution.rethrow(path, failed.failure);
    return undefined;
  }
  return mapped;
}

function beginTurn(
  execution: Execution,
  path: Path,
  config: NodeConfig,
  item: Item,
  { isCapturing }: { isCapturing: boolean },
): Scope {
  const { node, scope: around, trail } = path;
  const scope = new Scope({ program: around.program, parent: around, loopId: node.id, isCapturing });
  const body = node.outputs[1] ?? [];
  const itemPath = config.path('currentItemPath');
  const current = { ...item, value: copyPayload(item.value) };
  let payload: Payload;
  if (isCapturing) {
    payload = copyPayload(path.payload);
    if (itemPath !== undefined) writePath(payload, itemPath, current);
  } else {
    if (itemPath !== undefined) writePath(path.payload, itemPath, current);
    // What every turn keeps need not be copied for the case that a turn does not.
    payload = node.keepsTurns ? path.payload : copyPayload(path.payload);
  }
  if (body.length === 0) scope.settle();
  execution.spawn(scope, body, payload, { nodeId: node.id, before: trail });
  return scope;
}

function mapTurn(config: NodeConfig, { cap }: Scope): unknown {
  if (!cap || config.path('mapResultPath') === undefined) return undefined;
  const own = new NodeConfig(cap.config, cap.payload).path('mapValuePath');
  const from = own ?? config.path('mapValuePath') ?? config.path('currentItemPath');
  return from === undefined ? undefined : copyPayload(readPath(cap.payload, from));
}

function listItems(source: unknown, most: number): Item[] {
  const [keys, values] = readSource(source, most);
  const last = values.length - 1;
  return values.map((value, index) => ({
    value,
    index,
    ...(keys ? { key: keys[index] as string } : {}),
    ...(index === 0 ? { first: true } : {}),
    ...(index === last ? { last: true } : {}),
  }));
}

function readSource(source: unknown, most: number): [string[] | undefined, unknown[]] {
  const count = typeof source === 'number' || isExactNumber(source) ? toNumber(source) : Number.NaN;
  if (Number.isFinite(count)) {
    return [undefined, Array.from({ length: Math.min(Math.abs(Math.ceil(count)), most) }, (_, index) => index)];
  }
  if (typeof source === 'string') return [undefined, [...source].slice(0, most)];
  if (Array.isArray(source)) return [undefined, source.slice(0, most)];
  if (typeof source !== 'object' || source === null || source instanceof Date) return [undefined, []];
  const keys = Object.keys(source).slice(0, most);
  return [keys, keys.map((key) => (source as Payload)[key])];
}
