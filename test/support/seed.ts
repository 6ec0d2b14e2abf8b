import fc from 'fast-check';

/**
 * Where random tests start: the same in every run, so that a run tells of the change that it tests and of nothing else.
 * `SIGNALBOX_TEST_SEED`, a number, looks elsewhere.
 */
export const seed = Number(process.env.SIGNALBOX_TEST_SEED ?? 20_261_124);

fc.configureGlobal({ seed });
