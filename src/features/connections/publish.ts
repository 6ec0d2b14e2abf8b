/** Puts a message into an application's topic space; resolves when it is kept for all who are owed it. */
export type PublishToSpace = (
  applicationId: string,
  message: { topic: string; payload: Uint8Array; qos: 0 | 1; retain: boolean },
) => Promise<void>;
