import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { RowList } from '../../shared/form/row-list.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { constraintChoices, typeChoices } from './column-dialogs.tsx';
import { type ColumnDraft, emptyColumn, toColumn } from './column-draft.ts';

type KeyedColumn = ColumnDraft & { readonly key: number };

export function CreateTableDialog({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '', description: '', columns: [{ ...emptyColumn, key: 0 }] as readonly KeyedColumn[] },
    fields: ({ columns }) => ({
      name: 'name',
      description: 'description',
      ...Object.fromEntries(columns.map(({ key }, index) => [`columns[${index}].name`, `column${key}`])),
    }),
    save: async ({ name, description, columns }) => {
      const named = columns.filter((column) => column.name !== '').map(toColumn);
      const table = await request('POST', '/applications/{applicationId}/data-tables', {
        path: { applicationId },
        body: { name, description, columns: named },
      });
      await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
      return table;
    },
  });
  return (
    <FormDialog
      form={form}
      title="Create data table"
      opened
      onClose={onClose}
      submitLabel="Create data table"
      onSaved={({ id }) => void navigate({ to: `/applications/${applicationId}/data-tables/${id}` as never })}
    >
      <TextInput label="Name" data-autofocus required {...form.text('name')} />
      <Textarea label="Description" autosize minRows={1} maxRows={5} {...form.text('description')} />
      <RowList
        title="Columns"
        what="column"
        rows={form.values.columns}
        keyOf={({ key }) => key}
        most={50}
        makeRow={(key) => ({ ...emptyColumn, key })}
        onChange={form.value('columns').onChange}
      >
        {(column, change, number) => (
          <>
            <TextInput
              aria-label={`Column ${number}, name`}
              placeholder="Name"
              flex={2}
              value={column.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={form.errors.of(`column${column.key}`)}
            />
            <NativeSelect
              aria-label={`Column ${number}, type`}
              data={typeChoices}
              flex={1}
              value={column.dataType}
              onChange={(event) => change({ dataType: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={`Column ${number}, values`}
              data={constraintChoices}
              flex={1}
              value={column.constraint}
              onChange={(event) => change({ constraint: event.currentTarget.value })}
            />
          </>
        )}
      </RowList>
    </FormDialog>
  );
}
