import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { DownIcon } from '../../shared/icons.tsx';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { ColumnsSection } from './columns-section.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { type DataTable, tableQuery } from './queries.ts';
import { RowDialog } from './row-dialog.tsx';
import { RowsSection } from './rows-section.tsx';
import { DeleteTableDialog, EditTableDialog, TruncateDialog } from './table-dialogs.tsx';

type Opened = 'insert' | 'import' | 'export' | 'edit' | 'truncate' | 'delete';

/** One data table: its rows, and what they have. */
export function TablePage() {
  const { applicationId } = useIds();
  const { dataTableId = '' } = useParams({ strict: false }) as { dataTableId?: string };
  const query = useQuery(tableQuery({ applicationId, dataTableId: encodeURIComponent(dataTableId) }));
  return <QueryView query={query}>{(table) => <TableView key={table.id} table={table} />}</QueryView>;
}

function TableView({ table }: { table: DataTable }) {
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  const hasColumns = table.columns.length > 0;
  const actions = (
    <>
      <Button variant="default" onClick={() => setOpened('import')} disabled={!hasColumns}>
        {t('Import CSV')}
      </Button>
      <Button onClick={() => setOpened('insert')} disabled={!hasColumns}>
        {t('Insert row')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<DownIcon size={14} />}>
            {t('More')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpened('export')}>{t('Export CSV')}</Menu.Item>
          <Menu.Item onClick={() => setOpened('edit')}>{t('Edit name and description')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setOpened('truncate')} disabled={table.rowCount === 0}>
            {t('Delete all rows')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setOpened('delete')}>
            {t('Delete data table')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
  return (
    <Page title={table.name} description={table.description} actions={actions}>
      <RowsSection table={table} onInsert={() => setOpened('insert')} />
      <ColumnsSection table={table} />
      {opened === 'insert' ? <RowDialog table={table} row={undefined} onClose={close} /> : null}
      {opened === 'import' ? <ImportDialog table={table} onClose={close} /> : null}
      {opened === 'export' ? <ExportDialog table={table} onClose={close} /> : null}
      {opened === 'edit' ? <EditTableDialog table={table} onClose={close} /> : null}
      {opened === 'truncate' ? <TruncateDialog table={table} onClose={close} /> : null}
      {opened === 'delete' ? <DeleteTableDialog table={table} onClose={close} /> : null}
    </Page>
  );
}
