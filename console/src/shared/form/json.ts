import { t } from '../../words/words.ts';
/** Why a text is not JSON, for the message beside its field; undefined when it is. */
export function findJsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return t('Not JSON: {part}', { part: error instanceof Error ? error.message : String(error) });
  }
}
