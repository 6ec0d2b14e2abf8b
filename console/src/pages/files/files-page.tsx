import { t } from '../../words/words.ts';
import './files.css';
import { ActionIcon, Badge, Button, FileButton, Group, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { FileItem } from '../../api/types.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { FileIcon, FolderIcon, MoreIcon, PlusIcon } from '../../shared/icons.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { FileBreadcrumbs } from './breadcrumbs.tsx';
import { DropZone } from './drop-zone.tsx';
import { CreateDirectoryDialog, DeleteDialog, MoveDialog } from './file-dialogs.tsx';
import { directoryPath, pageSizes, readListing } from './listing.ts';
import { fileListQuery } from './queries.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';

type Open = { readonly act: 'create' } | { readonly act: 'move' | 'delete'; readonly file: FileItem };

/** The files of an application, one directory at a time; the address says which. */
export function FilesPage() {
  const { applicationId } = useIds();
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const listing = readListing(search);
  const { directory } = listing;
  const [open, setOpen] = useState<Open>();
  const list = useQuery(fileListQuery(applicationId, listing));
  const uploads = useUploads(applicationId);
  const upload = (files: readonly File[]) => uploads.add(directory, files);
  const close = () => setOpen(undefined);
  const change = (changed: Readonly<Record<string, unknown>>) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page
      title={t('Files')}
      description={t('Anybody who knows its address can fetch a file: keep nothing secret here.')}
      actions={
        <>
          <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => setOpen({ act: 'create' })}>
            {t('New directory')}
          </Button>
          <UploadButton onChosen={upload} label={t('Upload files')} />
        </>
      }
    >
      <FileBreadcrumbs applicationId={applicationId} directory={directory} />
      <UploadList {...uploads} />
      <DropZone label={t('Drop the files here to upload them to {directory}', { directory })} onDrop={upload}>
        <ResourceTable
          query={list}
          noun="entry"
          label={t('Files')}
          title={({ totalCount }) => formatCount(totalCount, 'entry')}
          columns={makeColumns(applicationId, setOpen)}
          keyOf={({ id }) => id}
          sorting={{
            field: listing.sortField,
            direction: listing.sortDirection,
            onSort: (sort, direction) => change({ sort, direction, page: undefined }),
          }}
          paging={{
            page: listing.page + 1,
            perPage: listing.perPage,
            onChange: (page) => change({ page }),
            sizes: pageSizes,
            onSize: (size) => change({ size, page: undefined }),
          }}
          empty={
            list.data?.parentExists === false ? (
              <Empty title={t('There is no such directory')}>
                {t('It was moved or deleted, or is made with its first file.')}
              </Empty>
            ) : (
              <Empty
                title={t('No files here')}
                action={<UploadButton onChosen={upload} label={t('Upload the first files')} />}
              >
                {t('Drop files here, or choose them.')}
              </Empty>
            )
          }
        />
      </DropZone>
      {open?.act === 'create' ? (
        <CreateDirectoryDialog applicationId={applicationId} directory={directory} onClose={close} />
      ) : open?.act === 'move' ? (
        <MoveDialog file={open.file} onClose={close} />
      ) : open?.act === 'delete' ? (
        <DeleteDialog file={open.file} onClose={close} />
      ) : null}
    </Page>
  );
}

function UploadButton({ onChosen, label }: { onChosen: (files: readonly File[]) => void; label: string }) {
  return (
    <FileButton multiple onChange={onChosen} inputProps={{ 'aria-label': label }}>
      {(props) => <Button {...props}>{label}</Button>}
    </FileButton>
  );
}

function makeColumns(applicationId: string, onAct: (open: Open) => void): readonly Column<FileItem>[] {
  return [
    {
      head: t('Name'),
      sort: 'name',
      isTitle: true,
      to: (file) => pathOf(applicationId, file),
      cell: ({ name, type, status }) => (
        <Group component="span" gap={8} wrap="nowrap" display="inline-flex" style={{ verticalAlign: 'middle' }}>
          {type === 'directory' ? <FolderIcon /> : <FileIcon />}
          <span className="foreign">{name}</span>
          {status === 'pending' ? (
            <Badge color="gray" component="span">
              {t('not uploaded')}
            </Badge>
          ) : null}
        </Group>
      ),
    },
    {
      head: t('Type'),
      sort: 'type',
      isForeign: true,
      isWideOnly: true,
      cell: ({ type, contentType }) => (type === 'directory' ? t('Directory') : contentType),
    },
    {
      head: t('Size'),
      isNumber: true,
      noWrap: true,
      cell: ({ type, fileSize = 0 }) => (type === 'directory' ? '' : formatBytes(fileSize)),
    },
    {
      head: t('Changed'),
      sort: 'lastUpdated',
      noWrap: true,
      cell: ({ lastUpdated }) => <Time value={lastUpdated} format="absolute" />,
    },
    {
      head: t('Actions'),
      isHeadHidden: true,
      isMenu: true,
      width: 44,
      cell: (file) => <RowMenu file={file} onAct={onAct} />,
    },
  ];
}

function RowMenu({ file, onAct }: { file: FileItem; onAct: (open: Open) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Actions for {name}', { name: file.name })}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct({ act: 'move', file })}>{t('Rename or move')}</Menu.Item>
        <Menu.Item color="red" onClick={() => onAct({ act: 'delete', file })}>
          {t('Delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function pathOf(applicationId: string, { id, type, parentDirectory, name }: FileItem): string {
  if (type === 'directory') return directoryPath(applicationId, `${parentDirectory}${name}/`);
  return `/applications/${applicationId}/files/${id}`;
}
