import { join } from 'node:path';

const categories = {
  logic: 'Which way a path goes',
  payload: 'What travels along it',
  device: 'Devices',
  data: 'Events, tables, files, storage, the API',
  output: 'Others',
  debug: 'For those who look',
};
const kinds = {
  template: 'template',
  value: 'value template',
  json: 'JSON template',
  query: 'query (JSON template)',
  expression: 'expression',
  path: 'payload path',
  boolean: 'true or false',
  number: 'number',
  text: 'text',
  select: 'choice',
  script: 'JavaScript',
  list: 'list',
};

/** docs/workflow-nodes.md: what each type of node does, from its declaration. */
export async function makeWorkflowNodesPage(root) {
  const { nodeTypes } = await import(join(root, 'dist', 'features', 'workflow-nodes', 'index.js'));
  const parts = [
    '# Nodes of workflows',
    '',
    'Written by `npm run generate` from what the nodes declare. What templates, expressions and payload paths are is in',
    '[workflow-language.md](workflow-language.md), how workflows live in [workflows.md](workflows.md). Keys that are not listed are kept',
    'and mean nothing. A failed action of a **soft** node writes `{"error": {"type", "message"}}` to its result path and the path goes on;',
    'any other failure ends the run. The example of each is run by a test.',
  ];
  for (const [category, title] of Object.entries(categories)) {
    parts.push('', `## ${title}`);
    const ofCategory = nodeTypes.filter((node) => node.category === category);
    const inOrder = ofCategory.toSorted((one, other) => one.label.localeCompare(other.label, 'en'));
    for (const node of inOrder) parts.push(...describe(node));
  }
  return `${parts.join('\n')}\n`;
}

function describe(node) {
  const { type, label, summary, outputs, fields, isSoft, hasErrorBehavior, classes, example } = node;
  const facts = [
    `\`${type}\``,
    outputs === 'cases'
      ? 'an output for each case'
      : outputs === 0
        ? 'no output'
        : outputs === 2
          ? 'two outputs'
          : 'one output',
    ...(isSoft ? ['soft'] : []),
    ...(hasErrorBehavior ? ['`errorBehavior` says what a failure does'] : []),
    ...(classes.includes('edge') ? [] : ['not for edge workflows']),
  ];
  const lines = ['', `### ${label}`, '', summary, '', `${facts.join('; ')}.`];
  if (fields.length > 0) lines.push('', '| key | |', '| --- | --- |', ...fields.flatMap((field) => rows(field, '')));
  if (Object.keys(example).length > 0) lines.push('', '```json', JSON.stringify(example, null, 2), '```');
  return lines;
}

function rows(field, prefix) {
  const { key, label, help, kind, kindBy, required, options, when, fields, entries, isResult } = field;
  const others = kindBy
    ? Object.entries(kindBy.kinds).map(([value, other]) => `${kinds[other]} with \`${kindBy.key}\` ${value}`)
    : [];
  const what = [
    `**${label}**${required ? ', required' : ''}: ${kind === 'list' && entries ? `list of: ${kinds[entries]}` : kinds[kind]}`,
    ...others,
    ...(isResult ? ['written by the node'] : []),
    ...(options ? [options.map((option) => `\`${option}\``).join(' ')] : []),
    ...(field.default === undefined || field.default === '' ? [] : [`default \`${field.default}\``]),
    ...(when ? [`where \`${when.key}\` is ${when.is.map((value) => `\`${value}\``).join(' or ')}`] : []),
  ];
  const text = `${what.join('; ')}.${help ? ` ${help}` : ''}`.replaceAll('|', '\\|');
  const row = `| \`${prefix}${key}\` | ${text} |`;
  return [row, ...(fields ?? []).flatMap((inner) => rows(inner, `${prefix}${key}[].`))];
}
