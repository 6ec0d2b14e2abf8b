// Which of real workflows have only nodes that run here, as the page about workflows says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { findNodeType } from './registry.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const fixture = join(root, 'test', 'fixtures', 'workflow-template');
/** A folder with exports of real applications as YAML, where there is one. */
const folder = process.env.SIGNALBOX_TEST_EXPORTS ?? '';

interface Flow {
  readonly flowClass: string;
  readonly types: ReadonlySet<string>;
}

/** Everything that has triggers and nodes, however deep it stands; the same workflow once. */
function collect(value: unknown, into: Map<string, Flow>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (typeof value === 'object' && value !== null) {
    const { nodes, triggers, flowClass } = value as { nodes?: unknown; triggers?: unknown; flowClass?: unknown };
    if (Array.isArray(nodes) && Array.isArray(triggers)) {
      const types = new Set(nodes.map(({ type }: { type: unknown }) => String(type)));
      into.set(JSON.stringify([nodes, triggers]), { flowClass: String(flowClass ?? classOf(triggers)), types });
    } else for (const inner of Object.values(value)) collect(inner, into);
  }
}

/** Versions do not say of what class they are. */
function classOf(triggers: readonly { readonly type?: unknown }[]): string {
  const types = triggers.map(({ type }) => type);
  return types.includes('customNodeStart') ? 'customNode' : types.includes('endpoint') ? 'experience' : 'cloud';
}

function readFlows(from: string): Flow[] {
  const flows = new Map<string, Flow>();
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.ya?ml$/.test(file)) collect(parse(readFileSync(join(from, file), 'utf8'), { logLevel: 'silent' }), flows);
  }
  return [...flows.values()].filter(({ flowClass }) => ['cloud', 'experience', 'customNode'].includes(flowClass));
}

const unknownOf = ({ types }: Flow): string[] => [...types].filter((type) => !findNodeType(type)).sort();

/** The lines of the table: of each class how many there are and how many run, and what the others lack. */
function makeTable(flows: readonly Flow[]): string[] {
  const lines = ['cloud', 'experience', 'customNode'].map((flowClass) => {
    const some = flows.filter((flow) => flow.flowClass === flowClass);
    const complete = some.filter((flow) => unknownOf(flow).length === 0);
    return `| ${flowClass} | ${some.length} | ${complete.length} |`;
  });
  const missing = new Map<string, number>();
  for (const flow of flows) for (const type of unknownOf(flow)) missing.set(type, (missing.get(type) ?? 0) + 1);
  const inOrder = [...missing].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  return [...lines, inOrder.map(([type, count]) => `${type.replace(/Node$/, '')} ${count}`).join(', ')];
}

it('knows every node of the workflows that tests bring along', () => {
  const flows = readFlows(fixture);
  expect(flows.length).toBeGreaterThan(0);
  expect(flows.flatMap(unknownOf)).toEqual([]);
});

if (existsSync(folder)) {
  it('says in the documentation how many real workflows have only nodes that run', () => {
    const [file = ''] = readdirSync(join(root, 'docs')).filter((name) => /^workflows\.md$/.test(name));
    const page = readFileSync(join(root, 'docs', file), 'utf8').replaceAll(/\s+/g, ' ');
    for (const line of makeTable(readFlows(folder))) expect(page).toContain(line);
  });
}
