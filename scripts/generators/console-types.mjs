import openapiTypescript, { astToString } from 'openapi-typescript';
import { describeApi } from './openapi.mjs';

const methods = ['get', 'post', 'patch', 'delete'];
const heading = `// Made by scripts/generate.mjs from the OpenAPI document: what the console may ask of the API and what it is answered.
// Actions that this version has not built are left out, and so are the answers that the client turns into errors.

`;

/**
 * The types of the API for the console. Only built actions and the answers of success: the rest of the document is of no
 * use there and would make up two thirds of the file.
 */
export async function makeConsoleTypes(root) {
  const document = await describeApi(root);
  const paths = {};
  for (const [path, item] of Object.entries(document.paths)) {
    const kept = methods.filter((method) => item[method] && !item[method]['x-not-built']);
    if (kept.length === 0) continue;
    paths[path] = Object.fromEntries(kept.map((method) => [method, narrow(item[method])]));
  }
  const nodes = await openapiTypescript({ ...document, paths }, { immutable: true, silent: true });
  return heading + withoutNoise(astToString(nodes));
}

/** Half of what is written says that something is not there, or that the answer has headers; indented as in openapi.json. */
function withoutNoise(text) {
  return text
    .replaceAll(/^ *readonly \w+\?: never;\n/gm, '')
    .replaceAll(/^ *\/\*\* @description Default Response \*\/\n/gm, '')
    .replaceAll(/^ *\/\*\* @enum \{\w+\} \*\/\n/gm, '')
    .replaceAll(/^ *headers: \{\n *readonly \[name: string\]: unknown;\n *\};\n/gm, '')
    .replaceAll(/^ *readonly parameters: \{\n *\};\n/gm, '')
    .replaceAll(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 4));
}

function narrow({ parameters, requestBody, responses }) {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return {
    ...(parameters === undefined ? {} : { parameters: parameters.map(({ description: _, ...rest }) => rest) }),
    ...(requestBody === undefined ? {} : { requestBody: withoutWords(requestBody) }),
    responses: Object.fromEntries(successes.map(([status, answer]) => [status, withoutWords(answer)])),
  };
}

/** Without what becomes comments: titles, patterns, formats. The reference under /docs has them. */
function withoutWords(schema) {
  if (Array.isArray(schema)) return schema.map(withoutWords);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !(wordy.has(name) && typeof value !== 'object'))
      .map(([name, value]) => [name, withoutWords(value)]),
  );
}

const wordy = new Set(['title', 'format', 'pattern']);
