import { type Static, Type } from 'typebox';
import { dateTime, email, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { digested } from '../../platform/secrets/secret-field.ts';
import { attribute, commandForms, deviceClass, deviceTags } from '../devices/index.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });

/** The most devices that one call may make. */
export const maxDevices = 100_000;
/** What the CSV of that many devices takes, with room to spare. */
export const bulkBodyLimit = 5 * 1024 * 1024;

const writable = {
  description: Type.Optional(description),
  deviceName: Type.Optional(name),
  deviceDescription: Type.Optional(description),
  tags: Type.Optional(deviceTags),
  attributes: Type.Optional(Type.Array(attribute, { maxItems: 256 })),
  deviceClass: Type.Optional(deviceClass),
  gatewayId: Type.Optional(id),
  parentId: Type.Optional(Type.Union([id, Type.Null()])),
  systemInterval: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
  keepDuplicates: Type.Optional(Type.Boolean()),
  commandForms: Type.Optional(commandForms),
};
export const recipePost = Type.Object(
  { name, ...writable },
  { additionalProperties: false, title: 'Device Recipe Post' },
);
export type RecipePost = Static<typeof recipePost>;
export const recipePatch = Type.Object(
  { name: Type.Optional(name), ...writable },
  { additionalProperties: false, title: 'Device Recipe Patch' },
);
export type RecipePatch = Static<typeof recipePatch>;

const column = Type.Optional(Type.String({ maxLength: 1024 }));
export const bulkCreatePost = Type.Object(
  {
    csv: Type.Optional(digested(Type.String())),
    /** As many devices with names of the server's making; instead of `csv`. */
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: maxDevices })),
    nameColumn: column,
    descriptionColumn: column,
    gatewayIdColumn: column,
    parentIdColumn: column,
    gatewayId: Type.Optional(id),
    parentId: Type.Optional(id),
    makeUniqueKeySecret: Type.Optional(Type.Boolean()),
    email: Type.Optional(email),
    callbackUrl: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { additionalProperties: false, title: 'Device Recipe Bulk Create Post' },
);
export type BulkCreatePost = Static<typeof bulkCreatePost>;

const count = Type.Integer({ minimum: 0 });
export const bulkCreated = Type.Object(
  { created: count, failed: count, csvResult: Type.String() },
  { title: 'Device Recipe Bulk Create' },
);
/** Many devices are made by a job; its result is an export. */
export const bulkQueued = Type.Object(
  { jobQueued: Type.Literal(true), jobId: id },
  { title: 'Device Recipe Bulk Create Enqueue' },
);

export const recipe = Type.Object(
  {
    id,
    deviceRecipeId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    deviceName: Type.String(),
    deviceDescription: Type.String(),
    tags: deviceTags,
    attributes: Type.Array(attribute),
    deviceClass,
    gatewayId: Type.Optional(id),
    parentId: Type.Union([id, Type.Null()]),
    systemInterval: Type.Optional(Type.Integer()),
    keepDuplicates: Type.Boolean(),
    /** Ours; left out where there are none. */
    commandForms: Type.Optional(commandForms),
    _type: Type.Literal('deviceRecipe'),
    _links: Type.Optional(links),
  },
  { title: 'Device Recipe' },
);
export const recipesQuery = Type.Object(pageQuery);
export const recipes = pageAnswerOf(recipe, 'Device Recipes', { applicationId: id });
