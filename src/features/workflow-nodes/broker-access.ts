import { isObject, toText } from '../../platform/language/index.ts';
import type { NodeConfig } from './config.ts';
import { readTagQueries, requireObject } from './data-method.ts';
import type { FieldDeclaration } from './declaration.ts';
import { NodeError } from './errors.ts';

/** What an access key or a certificate lets its devices do at the broker, beyond their own topics. */
export const topicFields: readonly FieldDeclaration[] = [
  {
    key: 'filterTypeTemplate',
    kind: 'template',
    label: 'Other topics',
    help: 'none, all, whitelist or blacklist.',
    default: 'none',
  },
  { key: 'pubTopicsTemplate', kind: 'list', label: 'May publish', entries: 'template', maxEntries: 1000 },
  { key: 'subTopicsTemplate', kind: 'list', label: 'May subscribe', entries: 'template', maxEntries: 1000 },
];

/** Where the devices may be; this server restricts nobody by that. */
export const addressFields: readonly FieldDeclaration[] = [
  {
    key: 'addressFilterTypeTemplate',
    kind: 'template',
    label: 'Addresses',
    help: 'Only all: this server does not restrict devices by their addresses.',
    default: 'all',
  },
];

/** What `topicFields` say, as the API takes it. */
export function readTopics(config: NodeConfig): Record<string, unknown> {
  const topics = (key: string) =>
    config
      .texts(key, { escape: false })
      .map((topic) => topic.trim())
      .filter((topic) => topic !== '');
  const [pubTopics, subTopics] = [topics('pubTopicsTemplate'), topics('subTopicsTemplate')];
  return {
    filterType: config.text('filterTypeTemplate').trim() || 'none',
    ...(pubTopics.length === 0 ? {} : { pubTopics }),
    ...(subTopics.length === 0 ? {} : { subTopics }),
  };
}

/**
 * The devices of a list of ids and one of tags.
 *
 * @throws NodeError TemplateError when an entry renders nothing: what names no device would serve all of them
 */
export function readDevices(config: NodeConfig): Record<string, unknown> {
  const deviceIds = config.texts('deviceIdsTemplate').map((id) => id.trim());
  const deviceTags = readTagQueries(config, 'deviceTagsTemplate');
  if (deviceIds.includes(''))
    throw new NodeError('TemplateError', 'deviceIdsTemplate has an entry that renders no text');
  if (deviceTags.length < config.list('deviceTagsTemplate').length) {
    throw new NodeError('TemplateError', 'deviceTagsTemplate has an entry that renders neither key nor value');
  }
  return {
    ...(deviceIds.length === 0 ? {} : { deviceIds }),
    ...(deviceTags.length === 0 ? {} : { deviceTags }),
  };
}

/**
 * A body for the API from what the platform's has. A name becomes the description, in front of what that says; restrictions that this
 * server does not have are refused, as whoever asks for them relies on them.
 *
 * @throws NodeError ValidationError
 */
export function toAccessBody(given: unknown, what: string): Record<string, unknown> {
  const { name, addressFilterType, addresses, ...body } = requireObject(given, what);
  const isOpen = addressFilterType === undefined || addressFilterType === null || addressFilterType === 'all';
  if (!isOpen || (Array.isArray(addresses) && addresses.length > 0)) {
    throw new NodeError('ValidationError', `${what} cannot be restricted by addresses: this server has no such rule`);
  }
  const parts = [name, body.description].map((part) => toText(part).trim()).filter((part) => part !== '');
  return { ...body, ...(parts.length === 0 ? {} : { description: parts.join(': ') }) };
}

/** Of an answer of the API: the object that it is. */
export function requireAnswer(answer: unknown): Record<string, unknown> {
  return isObject(answer) ? answer : {};
}
