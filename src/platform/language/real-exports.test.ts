import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileExpression, compileTemplate } from './index.ts';

/** A folder with exports of real applications as YAML, where there is one; their templates are tried beside these. */
const folder = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const ownTemplates = [
  "{{formatDate (subtract (currentDateTime 'x') 86400000) 'YYYY-MM-DD[T]HH:mm:[00Z]'}}",
  '{{#each working.errors}}{{#if @first}}{{field}}{{else}}, {{field}}{{/if}}{{/each}}',
  "Basic {{{encodeBase64 (template '{{username}}:{{password}}' globals)}}}",
  '{{lookup (valueByKey working.device.attributes globals.name "name" "attributeTags") globals.tag}}',
  '{"value": {{jsonEncode (defaultTo (lookup (lookup working.byName device.tags.kind.[0]) 0) null)}} }',
];
const ownExpressions = [
  "{{working.enabled}} === 'true' && (0 + {{working.threshold}}) < (0 + {{add 0 working.point.value}})",
  'max(ceil({{pageData.events.totalCount}} / {{pageData.events.perPage}}), 1)',
  '!{{globals.username}} || !{{globals.password}} || {{data.headers.authorization}} === {{working.valid}}',
  "{{formatDate (defaultTo working.user.passwordLastUpdated 0) 'X'}} < {{add working.decoded.iat 10}}",
];
/** Fields of nodes that are expressions, and helpers that only dashboards have. */
const expressionKeys = new Set(['expression', 'latchExpression', 'resetExpression']);
const dashboardHelpers = /\{\{\s*colorMarker\b/;

function collect(value: unknown, key: string, templates: Set<string>, expressions: Set<string>): void {
  if (typeof value === 'string') {
    if (expressionKeys.has(key) && value.trim() !== '') expressions.add(value);
    else if (value.includes('{{') && !dashboardHelpers.test(value)) templates.add(value);
  } else if (Array.isArray(value)) for (const item of value) collect(item, key, templates, expressions);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) collect(inner, name, templates, expressions);
}

it('compiles what real applications contain', () => {
  const templates = new Set(ownTemplates);
  const expressions = new Set(ownExpressions);
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  for (const file of files.filter((name) => /\.ya?ml$/.test(name)))
    collect(parse(readFileSync(join(folder, file), 'utf8'), { logLevel: 'silent' }), '', templates, expressions);
  for (const text of templates) expect(() => compileTemplate(text), text).not.toThrow();
  for (const text of expressions) expect(() => compileExpression(text), text).not.toThrow();
  expect(templates.size).toBeGreaterThanOrEqual(ownTemplates.length);
});
