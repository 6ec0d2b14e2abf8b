import type { OwnMessage } from '../../platform/broker/message-router.ts';

/**
 * Puts a message into an application's topic space; resolves when it is kept for all who are owed it, with how many clients of
 * other servers have heard it, if that is counted.
 */
export type PublishToSpace = (applicationId: string, message: OwnMessage) => Promise<number>;
