import { useParams } from '@tanstack/react-router';

/** The ids in the address, ready to be part of an API path. */
export function useIds(): { applicationId: string; deviceId: string } {
  const { applicationId = '', deviceId = '' } = useParams({ strict: false }) as {
    applicationId?: string;
    deviceId?: string;
  };
  return { applicationId: encodeURIComponent(applicationId), deviceId: encodeURIComponent(deviceId) };
}
