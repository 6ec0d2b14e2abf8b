import { AppError } from '../../kernel/errors.ts';
import { FairGate } from '../../kernel/fair-gate.ts';
import { currentLane, type Lane } from './lane.ts';

const refusal = 'Too many large answers are being read; retry later';

/**
 * Heavy answers in hand, from when they turn out to be heavy until their last byte is sent: each holds up to 8 MiB of rows,
 * which take several times that in memory. Of one owner fewer, however slowly it reads them.
 */
const answers = new FairGate({ atOnce: 12, perOwner: 3, maxWaiting: 100, refusal });
/** Heavy portions that are being read and turned into rows: each takes this process a moment. */
const portions = new FairGate({ atOnce: 2, perOwner: 1, maxWaiting: 100, refusal });

interface Claim {
  readonly entered: Promise<void>;
  leave: (() => void) | undefined;
}

const claims = new WeakMap<Lane, Claim>();
const ended = new WeakSet<Lane>();

/**
 * Reads a portion of rows that are known to be heavy, when it is the caller's turn. The server's own work does not wait, and
 * a transaction must not: on the embedded database those before it would wait for it.
 *
 * @throws AppError Unavailable when too many of the owner's wait already
 */
export async function readHeavily<Result>(read: () => Promise<Result>): Promise<Result> {
  const lane = currentLane();
  if (!lane) return read();
  await claim(lane);
  const leave = await portions.enter(lane.owner);
  try {
    return await read();
  } finally {
    leave();
  }
}

async function claim(lane: Lane): Promise<void> {
  let own = claims.get(lane);
  if (!own) {
    const entering = answers.enter(lane.owner);
    const made: Claim = { entered: entering.then(() => undefined), leave: undefined };
    own = made;
    claims.set(lane, made);
    entering.then(
      (leave) => {
        made.leave = leave;
        if (ended.has(lane)) leave();
      },
      () => claims.delete(lane),
    );
  }
  await own.entered;
  if (ended.has(lane)) throw new AppError('Unavailable', 'The caller has gone');
}

/** The request of the lane has been answered, or its caller has gone: what it read counts no more. */
export function endHeavyReads(lane: Lane): void {
  ended.add(lane);
  claims.get(lane)?.leave?.();
}
