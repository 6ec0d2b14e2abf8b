import { newId } from '../../../kernel/ids.ts';
import type { DataTableRows } from '../../data-tables/index.ts';
import { type Events, toEvent } from '../../events/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';

interface Parts {
  readonly lookup: FlowLookup;
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
}

/** An event that is created or changes its state starts flows, in the transaction in which it does. */
export function contributeToEvents(events: Events, { lookup, dispatcher, now }: Parts): void {
  events.contribute(async (tx, { application, change, row, update, source }) => {
    // An update that leaves state and level as they are moves the event nowhere.
    if (change.kind === 'changed' && change.oldState === undefined && change.oldLevel === undefined) return;
    const { applicationId, applicationRowId } = application;
    const triggers = await lookup.triggers(applicationRowId, tx);
    if (triggers.ofType('event').length === 0) return;
    const event = toEvent(row, applicationId, update ? [update] : []);
    const { updates: latestUpdates, ...data } = event;
    await dispatcher.store(tx, applicationRowId, {
      id: newId(),
      kind: 'event',
      time: now(),
      relay: { type: source.type, id: source.id },
      key: row.level,
      data: { ...data, updates: latestUpdates, latestUpdate: latestUpdates.at(-1) ?? null },
    });
  });
}

/** Rows that are inserted, changed or deleted start flows, in the transaction that changes them. */
export function contributeToDataTables(rows: DataTableRows, { lookup, dispatcher, now }: Parts): void {
  rows.contribute(async (tx, { application, dataTableId, change, origin }) => {
    const { applicationRowId } = application;
    const triggers = await lookup.triggers(applicationRowId, tx);
    if (triggers.find('dataTable', dataTableId).length === 0) return;
    await dispatcher.store(tx, applicationRowId, {
      id: newId(),
      kind: 'dataTable',
      time: now(),
      ...origin,
      key: dataTableId,
      data: { newRow: null, oldRow: null, ...change },
    });
  });
}
