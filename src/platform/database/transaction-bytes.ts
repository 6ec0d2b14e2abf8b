/**
 * Bytes of payloads that come from outside, in one transaction that stores many of them. The embedded database does one thing at a time:
 * half a MiB keeps everybody else for some tens of ms.
 */
export const transactionBytes = { embedded: 512 * 1024, server: 4 * 1024 * 1024 } as const;
