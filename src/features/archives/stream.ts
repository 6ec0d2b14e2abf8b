import { readDateTime } from '../../kernel/time-text.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { EventStream } from '../../platform/http/event-stream.ts';
import type { AccessService } from '../access/index.ts';
import type { ArchiveService } from './service.ts';

/**
 * Opens the event stream of an application's archive jobs: first those under way, then each as it comes on. The id of an
 * event is the moment of its change, so a client that returns with `Last-Event-ID` gets what has changed since, after a
 * restart of the server too.
 */
export async function openJobStream(
  call: ActionCall<{ keepAliveInterval?: number }, unknown>,
  options: { archives: ArchiveService; access: AccessService; bus: Bus },
): Promise<void> {
  const { archives, access, bus } = options;
  const { applicationId } = call.application;
  const lastEventId = String(call.request.headers['last-event-id'] ?? '');
  // What is no id of ours is as none: the client is told of all jobs under way, which misses nothing of them.
  const since = /^\d{1,16}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
  // Listening starts before the look at the table: what changes in between would otherwise be missed.
  const early: Readonly<Record<string, unknown>>[] = [];
  let send = (job: Readonly<Record<string, unknown>>): unknown => early.push(job);
  const stopListening = bus.on('archiveJob.changed', (event) => {
    if (event.applicationId === applicationId) send(event.job);
  });
  try {
    const isTime = since < 8.64e15;
    const known = await archives.listChanged(call.application, isTime ? new Date(since) : undefined);
    const stream = EventStream.open(call.reply, { keepAliveMs: (call.query.keepAliveInterval ?? 2) * 1000 });
    send = (job) => stream.send({ event: 'archiveJob', id: String(readDateTime(String(job.lastUpdated))), data: job });
    for (const job of [...known, ...early.splice(0)]) send(job);
    const stopGuarding = access.watchAccess({ principal: call.principal, applicationId, action: call.action }, () =>
      stream.end(),
    );
    stream.onEnd(() => {
      stopListening();
      stopGuarding();
    });
  } catch (error) {
    stopListening();
    throw error;
  }
}
