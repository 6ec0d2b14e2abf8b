import { foldCase } from '../../kernel/fold-case.ts';
import type { Database } from './database.ts';

/** Characters in one text; folding works on each alone, so they can be compared one by one again. */
const charactersInText = 64;

/**
 * Characters that the database folds otherwise than `foldCase` does. If a newer Node.js knows more letters than migration
 * 0050 does, a migration has to replace `fold_case` and rebuild what is indexed by it.
 */
export async function disagreements(database: Database): Promise<string[]> {
  const texts: string[] = [];
  for (let code = 1; code <= 0x10ffff; code += charactersInText) {
    const codes = Array.from({ length: charactersInText }, (_, index) => code + index);
    const valid = codes.filter((each) => each <= 0x10ffff && (each < 0xd800 || each > 0xdfff));
    texts.push(String.fromCodePoint(...valid));
  }
  const rows = await database.query<{ folded: string }>({
    sql: 'select fold_case(given) as folded from unnest($1::text[]) with ordinality as each (given, place) order by place',
    parameters: [texts],
  });
  return texts.flatMap((text, row) => {
    const folded = [...(rows[row]?.folded ?? '')];
    return [...text].filter((character, index) => folded[index] !== foldCase(character));
  });
}
