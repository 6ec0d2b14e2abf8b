import { readStorageAccount, storageAccountFields } from '../azure-access.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { readContentSource } from '../node-content.ts';
import {
  contentSourceFields,
  objectPlaceFields,
  objectReadFields,
  readMediaType,
  readObject,
} from '../object-storage.ts';
import { orErrorText } from '../outcomes.ts';
import { requestOutside, requireSuccess } from '../outward.ts';
import { encodePath } from '../path-segments.ts';

/** How long a link to a blob is good, as the platform has it. */
const linkMs = 7 * 86_400_000;
/** A request's own permission: clocks may differ by as much. */
const requestMs = 15 * 60_000;
const contentKeys = { content: 'blobContentTemplate', url: 'blobUrlTemplate' };
const placeFields = [
  ...storageAccountFields,
  ...objectPlaceFields({ container: 'containerNameTemplate', object: 'blobNameTemplate' }),
] as const;
const example = {
  accountTemplate: 'plantstorage',
  accountKeyTemplate: '{{globals.azureKey}}',
  containerNameTemplate: 'reports',
  blobNameTemplate: 'today.csv',
};

export const azureBlobStoragePutNode: NodeType = {
  type: 'AzureBlobStoragePutNode',
  label: 'Azure Blob: Put',
  summary: 'Writes a block blob into a container of Azure, from a text or from what a URL returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [...placeFields, ...contentSourceFields(contentKeys)],
  example: { ...example, blobContentTemplate: '{{data.csv}}', destination: 'working.written' },
  async run(context) {
    const { config } = context;
    const place = readPlace(config);
    const readContent = readContentSource(context, contentKeys);
    const type = readMediaType(context);
    await orErrorText(context, 'destination', { success: false }, async () => {
      const signed = await sign(context, place, { permissions: 'cw', ms: requestMs });
      const body = await readContent();
      const headers = { 'content-type': type, 'x-ms-blob-type': 'BlockBlob' };
      requireSuccess(await requestOutside(context, { method: 'PUT', url: signed, headers, body }));
      return { success: true };
    });
  },
};

export const azureBlobStorageGetNode: NodeType = {
  type: 'AzureBlobStorageGetNode',
  label: 'Azure Blob: Get',
  summary: 'Reads a blob from a container of Azure, or makes a link to it that is good for a week.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [...placeFields, ...objectReadFields],
  example: { ...example, destination: 'working.read' },
  async run(context) {
    const place = readPlace(context.config);
    const link = (ms: number) => sign(context, place, { permissions: 'r', ms });
    await readObject(context, {
      link: () => link(linkMs),
      request: async () => requestOutside(context, { method: 'GET', url: await link(requestMs) }),
    });
  },
};

interface Place {
  readonly container: string;
  readonly blob: string;
}

function readPlace(config: NodeConfig): Place {
  const container = config.requiredText('containerNameTemplate');
  if (!/^(\$root|\$web|[a-z0-9](-?[a-z0-9]){2,62})$/.test(container)) {
    throw new NodeError('ValidationError', "The container's name is not valid");
  }
  return { container, blob: config.requiredText('blobNameTemplate', { escape: false }).replace(/^\/+/, '') };
}

/** The URL of a blob with a signature that allows so much (a service SAS), for so long. */
async function sign(
  context: NodeContext,
  { container, blob }: Place,
  { permissions, ms }: { permissions: string; ms: number },
): Promise<string> {
  const { account, accountKey } = await readStorageAccount(context);
  // Large, and needed by few.
  const azure = await import('@azure/storage-blob');
  const now = context.now();
  const query = azure.generateBlobSASQueryParameters(
    {
      containerName: container,
      blobName: blob,
      permissions: azure.BlobSASPermissions.parse(permissions),
      protocol: azure.SASProtocol.Https,
      startsOn: new Date(now - requestMs),
      expiresOn: new Date(now + ms),
    },
    new azure.StorageSharedKeyCredential(account, accountKey),
  );
  const path = encodePath(blob);
  return `https://${account}.blob.core.windows.net/${container}/${path}?${query.toString()}`;
}
