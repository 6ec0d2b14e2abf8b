/** A UTF-8 string in a packet has a 16-bit length [MQTT 3.1.1, 1.5.3]. */
const maxTopicBytes = 65_535;

/** Bounds the work of matching and the depth of the broker's subscription tree; real topics have under ten levels. */
const maxTopicLevels = 100;

/** Whether a message may be published under this name [MQTT 3.1.1, 4.7]: well-formed, without wildcards, not too deep. */
export function isValidTopicName(topic: string): boolean {
  return isTopicNameSyntax(topic) && isWithinLevels(topic);
}

/** Whether this may be subscribed to: well-formed, and not too deep. */
export function isValidTopicFilter(filter: string): boolean {
  return isTopicFilterSyntax(filter) && isWithinLevels(filter);
}

/** Whether this is a topic name at all, however deep: what is none breaks the protocol [MQTT-3.3.2-2, MQTT-4.7.3-1]. */
export function isTopicNameSyntax(topic: string): boolean {
  return isWellFormedTopic(topic) && !topic.includes('+') && !topic.includes('#');
}

/** Whether this is a topic filter at all: wildcards only as whole levels, `#` only last [MQTT-4.7.1-2, MQTT-4.7.1-3]. */
export function isTopicFilterSyntax(filter: string): boolean {
  if (!isWellFormedTopic(filter)) return false;
  if (!filter.includes('+') && !filter.includes('#')) return true;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !(level.includes('+') || level.includes('#'));
  });
}

/** Whether a topic name or filter has few enough levels for the broker; real ones have under ten. */
export function isWithinLevels(text: string): boolean {
  let levels = 1;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) levels += 1;
  return levels <= maxTopicLevels;
}

/**
 * Whether a topic, or a filter, is outside what devices may use freely: below `losant/` or `$` (semantics.md, "MQTT"). A filter
 * that begins with a wildcard is not.
 */
export function isReservedTopic(topic: string): boolean {
  return topic.startsWith('losant/') || topic === 'losant' || topic.startsWith('$');
}

/**
 * Whether a subscription gets a message. Both must be valid. `a/#` also matches `a`; a filter that starts with a wildcard
 * does not match a topic that starts with `$` [MQTT-4.7.2-1].
 */
export function matchesTopic(filter: string, topic: string): boolean {
  return filterCovers(filter, topic);
}

/**
 * Whether every topic that `requested` matches is matched by `allowed` too: a key limited to `allowed` may subscribe to
 * `requested`. Exact, neither too strict nor too lax, for valid filters.
 */
export function filterCovers(allowed: string, requested: string): boolean {
  const allowedLevels = allowed.split('/');
  const requestedLevels = spellParentOut(requested).split('/');
  if (excludesDollar(allowedLevels) && requested.startsWith('$')) return false;
  for (const [index, level] of allowedLevels.entries()) {
    if (level === '#') return true;
    const wanted = requestedLevels[index];
    // "#" asks for this many levels or any number more: only "#" is as wide.
    if (wanted === undefined || wanted === '#' || (level !== '+' && level !== wanted)) return false;
  }
  return allowedLevels.length === requestedLevels.length;
}

/** Whether some topic is matched by both filters. Exact for valid filters, whichever comes first. */
export function filtersOverlap(a: string, b: string): boolean {
  const aLevels = spellParentOut(a).split('/');
  const bLevels = spellParentOut(b).split('/');
  if (excludesDollar(aLevels) && b.startsWith('$')) return false;
  if (excludesDollar(bLevels) && a.startsWith('$')) return false;
  for (let index = 0; ; index += 1) {
    const aLevel = aLevels[index];
    const bLevel = bLevels[index];
    if (aLevel === '#' || bLevel === '#') return true;
    if (aLevel === undefined || bLevel === undefined) return aLevel === bLevel;
    if (aLevel !== bLevel && aLevel !== '+' && bLevel !== '+') return false;
  }
}

/**
 * `x/#` also matches its parent `x`, but the parent of `#` and of `/#` would be the empty text, which is no topic
 * [MQTT-4.7.3-1]. These two have a spelling that matches the same topics and no parent.
 */
function spellParentOut(filter: string): string {
  if (filter === '#') return '+/#';
  return filter === '/#' ? '/+/#' : filter;
}

function excludesDollar(levels: readonly string[]): boolean {
  return levels[0] === '+' || levels[0] === '#';
}

function isWellFormedTopic(text: string): boolean {
  if (text === '' || text.length > maxTopicBytes || text.includes('\0') || !text.isWellFormed()) return false;
  return Buffer.byteLength(text) <= maxTopicBytes;
}
