import { useParams } from '@tanstack/react-router';

/** The ids in the address, ready to be part of an API path. */
export interface Ids {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly eventId: string;
}

/** The ids in the address of the page that is open. */
export function useIds(): Ids {
  return readIds(useParams({ strict: false }));
}

/** The same of the parameters of a path, for whoever is no component. */
export function readIds(params: { readonly [name in keyof Ids]?: string }): Ids {
  const { applicationId = '', deviceId = '', eventId = '' } = params;
  return {
    applicationId: encodeURIComponent(applicationId),
    deviceId: encodeURIComponent(deviceId),
    eventId: encodeURIComponent(eventId),
  };
}
