import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { BulkDevices } from './bulk.ts';
import {
  attributeNames,
  attributeNamesQuery,
  device,
  devicePatch,
  devicePost,
  deviceQuery,
  devicesDelete,
  devicesDeleted,
  devices as devicesPage,
  devicesPatch,
  devicesQuery,
  devicesUpdated,
  tagKeys,
  tagKeysQuery,
  tagValues,
  tagValuesQuery,
} from './schemas.ts';
import type { DeviceService } from './service.ts';

/** Devices: list, create, read, change, delete, and (ours) the same for many at a time. */
export function registerDeviceRoutes(
  router: ActionRouter,
  { devices, bulk }: { devices: DeviceService; bulk: BulkDevices },
): void {
  router.handle('devices.get', {
    summary: 'The devices of an application.',
    query: devicesQuery,
    answer: devicesPage,
    handle: async (call) => devices.list(call.application, call.principal, call.query),
  });

  router.handle('devices.post', {
    summary: 'Create a device.',
    body: devicePost,
    answer: device,
    handle: async (call) => devices.create(call.application, call.body, call.change, call.principal),
  });

  router.handle('device.get', {
    summary: 'One device.',
    query: deviceQuery,
    answer: device,
    handle: async (call) => devices.get(call.application, call.principal, call.parameters.deviceId, call.query),
  });

  router.handle('device.patch', {
    summary: 'Change the given fields of a device; a changed attribute type drops that attribute’s history.',
    body: devicePatch,
    answer: device,
    handle: async (call) => devices.patch(call.application, call.parameters.deviceId, call.body, call.change),
  });

  router.handle('device.delete', {
    summary: 'Delete a device with its data; its connection ends at once.',
    answer: successAnswer,
    handle: async (call) => devices.delete(call.application, call.parameters.deviceId, call.change),
  });

  router.handle('devices.patch', {
    summary: 'Set fields of many devices, or change their tags and attributes one by one.',
    body: devicesPatch,
    answer: devicesUpdated,
    handle: async (call) => bulk.patch(call.application, call.principal, call.body, call.change),
  });

  router.handle('devices.delete', {
    summary: 'Delete many devices with their data; their connections end at once.',
    body: devicesDelete,
    answer: devicesDeleted,
    handle: async (call) => bulk.delete(call.application, call.principal, call.body, call.change),
  });

  router.handle('devices.tagKeys', {
    summary: 'The keys of the tags that devices have.',
    query: tagKeysQuery,
    answer: tagKeys,
    handle: async (call) => ({ tagKeys: await devices.listNames(call.application, { of: 'tagKeys' }, call.query) }),
  });

  router.handle('devices.tagValues', {
    summary: 'The values that devices have for one tag.',
    query: tagValuesQuery,
    answer: tagValues,
    handle: async (call) => {
      const { key } = call.query;
      const values = await devices.listNames(call.application, { of: 'tagValues', key }, call.query);
      return { tagKey: key, tagValues: values };
    },
  });

  router.handle('devices.attributeNames', {
    summary: 'The names of the attributes that devices have.',
    query: attributeNamesQuery,
    answer: attributeNames,
    handle: async (call) => {
      const what = { of: 'attributes', dataTypes: call.query.dataType } as const;
      return { attributeNames: await devices.listNames(call.application, what, call.query) };
    },
  });
}
