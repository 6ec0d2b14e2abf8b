export type { EventApplication, EventContribution, EventOccurrence, Events, NewEvent } from './events.ts';
export { eventsFeature } from './feature.ts';
export { toEvent, toUpdate } from './representation.ts';
export { type EventLevel, type EventPatch, type EventState, eventPatch } from './schemas.ts';
export type { EventService } from './service.ts';
export { type EventSource, findSource, publicSource } from './source.ts';
