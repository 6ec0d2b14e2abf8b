import { NativeSelect, TextInput } from '@mantine/core';
import { t } from '../../words/words.ts';
import type { FieldErrors } from '../form/field-errors.ts';
import { RowList } from '../form/row-list.tsx';
import { type AttributeRow, dataTypes, type TagRow } from './device-draft.ts';

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
  readonly errors: FieldErrors;
}

/** The attributes of a device, or of what devices are made from, as rows of a form. */
export function AttributeRows({ rows, onChange, errors }: RowsProps<AttributeRow>) {
  return (
    <RowList
      title={t('Attributes')}
      what={t('attribute')}
      add={t('Add an attribute')}
      rows={rows}
      keyOf={({ key }) => key}
      most={256}
      makeRow={(key): AttributeRow => ({ key, name: '', dataType: 'number', unit: '' })}
      onChange={onChange}
    >
      {(row, changeRow, number) => (
        <>
          <TextInput
            flex="1 1 9rem"
            aria-label={t('Name of attribute {number}', { number })}
            placeholder={t('temperature')}
            value={row.name}
            error={errors.of(`attributes.${row.key}`)}
            onChange={(event) => changeRow({ name: event.currentTarget.value })}
          />
          <NativeSelect
            w={110}
            aria-label={t('Type of attribute {number}', { number })}
            data={dataTypes}
            value={row.dataType}
            onChange={(event) => changeRow({ dataType: event.currentTarget.value as (typeof dataTypes)[number] })}
          />
          <TextInput
            w={80}
            aria-label={t('Unit of attribute {number}', { number })}
            placeholder={t('unit')}
            maxLength={255}
            value={row.unit}
            onChange={(event) => changeRow({ unit: event.currentTarget.value })}
          />
        </>
      )}
    </RowList>
  );
}

/** The tags of a device, or of what devices are made from, as rows of a form. */
export function TagRows({ rows, onChange, errors }: RowsProps<TagRow>) {
  return (
    <RowList
      title={t('Tags')}
      what={t('tag')}
      add={t('Add a tag')}
      rows={rows}
      keyOf={({ row }) => row}
      most={100}
      makeRow={(row): TagRow => ({ row, key: '', value: '' })}
      onChange={onChange}
    >
      {(row, changeRow, number) => (
        <>
          <TextInput
            flex={1}
            aria-label={t('Key of tag {number}', { number })}
            placeholder={t('floor')}
            value={row.key}
            error={errors.of(`tags.${row.row}`)}
            onChange={(event) => changeRow({ key: event.currentTarget.value })}
          />
          <TextInput
            flex={1}
            aria-label={t('Value of tag {number}', { number })}
            placeholder="2"
            value={row.value}
            onChange={(event) => changeRow({ value: event.currentTarget.value })}
          />
        </>
      )}
    </RowList>
  );
}
