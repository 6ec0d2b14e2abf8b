interface Node<Subscriber, Value> {
  readonly children: Map<string, Node<Subscriber, Value>>;
  readonly subscribers: Map<Subscriber, Value>;
}

function makeNode<Subscriber, Value>(): Node<Subscriber, Value> {
  return { children: new Map(), subscribers: new Map() };
}

/**
 * Who has subscribed to what, by the levels of the filters, so that matching costs what the topic and its matches are long
 * and not how many subscriptions there are.
 */
export class SubscriptionTree<Subscriber> {
  readonly #root = makeNode<Subscriber, number>();

  /** Adds a subscription, or replaces the QoS of one to the same filter. */
  set(filter: string, subscriber: Subscriber, qos: number): void {
    let node = this.#root;
    for (const level of filter.split('/')) {
      let child = node.children.get(level);
      if (!child) {
        child = makeNode();
        node.children.set(level, child);
      }
      node = child;
    }
    node.subscribers.set(subscriber, qos);
  }

  delete(filter: string, subscriber: Subscriber): void {
    const levels = filter.split('/');
    const path = [this.#root];
    for (const level of levels) {
      const child = path.at(-1)?.children.get(level);
      if (!child) return;
      path.push(child);
    }
    path.at(-1)?.subscribers.delete(subscriber);
    // Branches that carry nobody go.
    for (let depth = levels.length; depth > 0; depth -= 1) {
      const node = path[depth] as Node<Subscriber, number>;
      if (node.subscribers.size > 0 || node.children.size > 0) return;
      path[depth - 1]?.children.delete(levels[depth - 1] as string);
    }
  }

  /**
   * Everybody with a subscription that matches, once, with the highest QoS of those that do [MQTT-3.3.5-1]. A topic that
   * starts with `$` is not matched by a filter that starts with a wildcard [MQTT-4.7.2-1].
   */
  match(topic: string): Map<Subscriber, number> {
    const found = new Map<Subscriber, number>();
    if (this.#root.children.size > 0) collect(this.#root, topic.split('/'), 0, topic.startsWith('$'), found);
    return found;
  }
}

function collect<Subscriber>(
  node: Node<Subscriber, number>,
  levels: readonly string[],
  depth: number,
  isDollar: boolean,
  found: Map<Subscriber, number>,
): void {
  const wildcards = depth > 0 || !isDollar;
  // `a/#` also matches `a`.
  const rest = wildcards ? node.children.get('#') : undefined;
  if (rest) add(rest.subscribers, found);
  const level = levels[depth];
  if (level === undefined) return add(node.subscribers, found);
  const exact = node.children.get(level);
  if (exact) collect(exact, levels, depth + 1, isDollar, found);
  const any = wildcards ? node.children.get('+') : undefined;
  if (any) collect(any, levels, depth + 1, isDollar, found);
}

function add<Subscriber>(subscribers: ReadonlyMap<Subscriber, number>, found: Map<Subscriber, number>): void {
  for (const [subscriber, qos] of subscribers) {
    const before = found.get(subscriber);
    if (before === undefined || before < qos) found.set(subscriber, qos);
  }
}
