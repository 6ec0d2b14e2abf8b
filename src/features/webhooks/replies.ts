import type { ApplicationLog } from '../application-log/index.ts';
import { checkAnswer, type WebhookAnswer } from './answers.ts';
import type { WaitingRequests } from './waiting-requests.ts';

/** How other features reply to requests that wait. */
export class WebhookReplies {
  readonly #waiting: WaitingRequests;
  readonly #log: ApplicationLog;

  constructor(options: { waiting: WaitingRequests; applicationLog: ApplicationLog }) {
    this.#waiting = options.waiting;
    this.#log = options.applicationLog;
  }

  /**
   * Replies to a request by the `replyId` of its call, on whatever server it waits. The first reply wins: a later one does nothing
   * but write a line into the application's log.
   *
   * @returns whether this was the first reply and the request still waited; false also for an id of another application
   * @throws AppError Validation when the code is none, or the answer larger than 5 MiB
   */
  async reply(
    { applicationId, applicationRowId }: { readonly applicationId: string; readonly applicationRowId: number },
    replyId: string,
    answer: WebhookAnswer,
  ): Promise<boolean> {
    checkAnswer(answer);
    const isFirst = await this.#waiting.reply(applicationRowId, replyId, answer);
    if (!isFirst) {
      this.#log.write(applicationId, () => ({
        level: 'warn',
        type: 'webhookReply',
        message: 'A reply was dropped: the request has been answered, or no longer waits.',
        details: { replyId },
      }));
    }
    return isFirst;
  }
}
