import { NativeSelect, TextInput } from '@mantine/core';
import { RowList } from '../../shared/form/row-list.tsx';
import { t } from '../../words/words.ts';
import { type Condition, operatorsOf, takesValue } from './filter.ts';
import type { Column } from './queries.ts';

const mostConditions = 10;

/** Which rows are shown: conditions that must all hold. */
export function RowFilter(props: {
  columns: readonly Column[];
  conditions: readonly Condition[];
  onChange: (conditions: readonly Condition[]) => void;
}) {
  const { columns, conditions, onChange } = props;
  const typeOf = (name: string): Column['dataType'] => columns.find((each) => each.name === name)?.dataType ?? 'string';
  return (
    <RowList
      title={t('Rows where')}
      what={t('condition')}
      add={t('Add a condition')}
      rows={conditions}
      keyOf={({ key }) => key}
      most={mostConditions}
      makeRow={(key) => ({ key, column: columns[0]?.name ?? '', operator: '$eq', value: '' })}
      onChange={onChange}
    >
      {({ column, operator, value }, change, number) => (
        <>
          <NativeSelect
            aria-label={t('Condition {number}, column', { number })}
            data={columns.map(({ name }) => name)}
            value={column}
            flex={1}
            onChange={(event) => change({ column: event.currentTarget.value, operator: '$eq', value: '' })}
          />
          <NativeSelect
            aria-label={t('Condition {number}, comparison', { number })}
            data={operatorsOf(typeOf(column))}
            value={operator}
            flex={1}
            onChange={(event) => change({ operator: event.currentTarget.value })}
          />
          {takesValue(operator) ? (
            typeOf(column) === 'boolean' ? (
              <NativeSelect
                aria-label={t('Condition {number}, value', { number })}
                data={['true', 'false']}
                value={value === '' ? 'true' : value}
                flex={1}
                onChange={(event) => change({ value: event.currentTarget.value })}
              />
            ) : (
              <TextInput
                aria-label={t('Condition {number}, value', { number })}
                placeholder={t('Value')}
                value={value}
                flex={1}
                onChange={(event) => change({ value: event.currentTarget.value })}
              />
            )
          ) : null}
        </>
      )}
    </RowList>
  );
}
