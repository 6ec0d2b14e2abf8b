import { t } from '../words/words.ts';
/** The API's rule for new passwords, in words; its message is a pattern. */
export const passwordRule = t(
  'At least 12 characters, with an upper-case and a lower-case letter, a digit and something else.',
);
