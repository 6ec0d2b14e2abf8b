import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import './files.css';
import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { FileItem } from '../../api/types.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { formatBytes } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { FileBreadcrumbs } from './breadcrumbs.tsx';
import { DeleteDialog, MoveDialog } from './file-dialogs.tsx';
import { FilePreview } from './file-preview.tsx';
import { directoryPath } from './listing.ts';
import { fileQuery } from './queries.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';

/** One file: where it is, what it is, and what is in it. A directory's page is the list of what it holds. */
export function FilePage() {
  const { applicationId } = useIds();
  const { fileId = '' } = useParams({ strict: false }) as { fileId?: string };
  const query = useQuery(fileQuery(applicationId, fileId));
  if (query.data === undefined) {
    return (
      <Page title={t('File')}>
        <QueryView query={query}>{() => null}</QueryView>
      </Page>
    );
  }
  const { type, parentDirectory, name } = query.data;
  if (type === 'directory') return <Navigate to={directoryPath(applicationId, `${parentDirectory}${name}/`)} replace />;
  return <FileView applicationId={applicationId} file={query.data} />;
}

function FileView({ applicationId, file }: { applicationId: string; file: FileItem }) {
  const { name, parentDirectory, url } = file;
  const navigate = useNavigate();
  const [open, setOpen] = useState<'move' | 'delete'>();
  const uploads = useUploads(applicationId);
  const directory = directoryPath(applicationId, parentDirectory);
  const replace = (content: File | null) => {
    // Under the name that it has here, whatever it is called on the viewer's disk.
    if (content) uploads.add(parentDirectory, [new File([content], name, { type: content.type })], { replaces: true });
  };
  return (
    <Page
      title={name}
      actions={
        <>
          <FileButton onChange={replace} inputProps={{ 'aria-label': t('Replace content') }}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('Replace content')}
              </Button>
            )}
          </FileButton>
          <Button variant="default" onClick={() => setOpen('move')}>
            {t('Rename or move')}
          </Button>
          <Button variant="default" color="red" onClick={() => setOpen('delete')}>
            {t('Delete')}
          </Button>
        </>
      }
    >
      <FileBreadcrumbs applicationId={applicationId} directory={parentDirectory} fileName={name} />
      <UploadList {...uploads} />
      <Section title={t('Public address')}>
        <Stack gap="xs">
          <Text size="sm" className="foreign" ff="monospace">
            {url}
          </Text>
          {url === undefined ? null : (
            <Group gap="xs">
              <CopyButton value={url} what={t('the public address')} />
              <Button
                size="compact-sm"
                variant="default"
                component="a"
                href={url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {t('Open or download')}
              </Button>
            </Group>
          )}
          <Text size="sm" c="dimmed">
            {t('Anybody who has this address can fetch the file, without logging in.')}
          </Text>
        </Stack>
      </Section>
      <Section title={t('Content')}>
        <Facts file={file} />
        <FilePreview key={file.s3etag} file={file} />
      </Section>
      <Text size="sm">
        <Button component={Link} to={directory} variant="default" size="compact-sm">
          {t('Back to {parentDirectory}', { parentDirectory })}
        </Button>
      </Text>
      {open === 'move' ? <MoveDialog file={file} onClose={() => setOpen(undefined)} /> : null}
      {open === 'delete' ? (
        <DeleteDialog
          file={file}
          onClose={() => setOpen(undefined)}
          onDeleted={() => void navigate({ to: directory })}
        />
      ) : null}
    </Page>
  );
}

function Facts({ file: { contentType, fileSize = 0, lastUpdated, s3etag, fileDimensions } }: { file: FileItem }) {
  const { width, height } = fileDimensions ?? {};
  return (
    <Text size="sm" c="dimmed" className="foreign" mb="xs" component="div">
      {tx('{contentType}, {fileSize}{part}, changed {time}', {
        contentType,
        fileSize: formatBytes(fileSize),
        part: width !== undefined && height !== undefined ? `, ${width} × ${height}` : '',
        time: <Time value={lastUpdated} format="absolute" />,
      })}
      {s3etag === undefined ? null : tx(', MD5 {s3etag}', { s3etag: <code>{s3etag}</code> })}
    </Text>
  );
}
