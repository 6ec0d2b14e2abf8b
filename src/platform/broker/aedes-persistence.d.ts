/** The in-memory persistence of Aedes, as far as it is overridden here; the package types only its callback form. */
declare module 'aedes-persistence/asyncPersistence.js' {
  export default class MemoryPersistence {
    storeRetained(packet: object): Promise<void>;
    addSubscriptions(client: { id: string }, subscriptions: object[]): Promise<void>;
    outgoingEnqueue(subscription: object, packet: object): Promise<void>;
    outgoingEnqueueCombi(subscriptions: object[], packet: object): Promise<void>;
    outgoingClearMessageId(client: { id: string }, packet: object): Promise<unknown>;
  }
}
