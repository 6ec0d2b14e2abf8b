import type { DataTableRef, RowsQuestion } from '../../data-tables/index.ts';
import { type BlockQuestion, requireApplication } from './block-question.ts';
import { type Config, readNumber, readText } from './config.ts';
import { QuestionError, readQuery } from './reader.ts';

/**
 * Which rows of which data table a config asks for.
 *
 * @throws QuestionError
 */
export function readTableQuestion(question: BlockQuestion, config: Config): { ref: DataTableRef; page: RowsQuestion } {
  const dataTableId = question.texts.plain(config.dataTableId).trim().toLowerCase();
  if (!/^[\da-f]{24}$/.test(dataTableId)) throw new QuestionError('the block names no data table');
  const query = readTableQuery(config, question.common);
  const limit = readNumber(config.defaultLimit);
  const offset = readNumber(config.defaultOffset);
  const sortColumn = readText(config.defaultSortColumn);
  return {
    ref: { application: requireApplication(question), dataTableId },
    page: {
      ...(query === undefined ? {} : { query }),
      limit: Math.min(maxLimit, Math.max(1, Math.floor(limit ?? 100))),
      offset: Math.max(0, Math.floor(offset ?? 0)),
      ...(sortColumn === '' ? {} : { sortColumn }),
      sortDirection: readText(config.defaultSortDirection).toLowerCase() === 'desc' ? 'desc' : 'asc',
    },
  };
}

const maxLimit = 1_000;

/** `queryMode` says what a list of conditions means; a query that is whole says so itself. */
function readTableQuery(config: Config, common: object): object | undefined {
  const text = readText(config.query).trim();
  if (!text.startsWith('[')) return readQuery(config.query, common);
  const mode = config.queryMode === '$or' ? '$or' : '$and';
  return readQuery(`{${JSON.stringify(mode)}:${text}}`, common);
}
