import { useParams } from '@tanstack/react-router';

/** The ids in the address, ready to be part of an API path. */
export function useIds(): { applicationId: string; deviceId: string; eventId: string } {
  const {
    applicationId = '',
    deviceId = '',
    eventId = '',
  } = useParams({ strict: false }) as { applicationId?: string; deviceId?: string; eventId?: string };
  return {
    applicationId: encodeURIComponent(applicationId),
    deviceId: encodeURIComponent(deviceId),
    eventId: encodeURIComponent(eventId),
  };
}
