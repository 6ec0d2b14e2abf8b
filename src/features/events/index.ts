export type { EventApplication, EventContribution, EventOccurrence, Events, NewEvent } from './events.ts';
export { eventsFeature } from './feature.ts';
export { toEvent, toUpdate } from './representation.ts';
export type { EventLevel, EventPatch, EventState } from './schemas.ts';
export type { EventService } from './service.ts';
export type { EventSource } from './source.ts';
