import { Code, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reachFile, readText } from '../../api/file-contents.ts';
import { keys } from '../../api/query-keys.ts';
import type { FileItem } from '../../api/types.ts';
import { QueryView } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';

/** What browsers draw as an image, which runs nothing, SVG included. */
const image = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)\b/i;
const text = /^(text\/|application\/(json|xml|javascript|x-yaml|yaml|xhtml\+xml|x-ndjson|toml)\b)|\+(json|xml)\b/i;

/** Shows an image or the beginning of a text, as data: whatever the file holds, none of it runs. */
export function FilePreview({ file }: { file: FileItem }) {
  const { url, contentType = '', s3etag, name } = file;
  const [isBroken, setBroken] = useState(false);
  if (url === undefined || s3etag === undefined) return <Note>{t('The content has not been uploaded yet.')}</Note>;
  if (image.test(contentType)) {
    if (isBroken) return <Note>{t('The browser cannot draw this image.')}</Note>;
    return (
      <img
        className="file-image"
        src={`${reachFile(url)}?etag=${s3etag}`}
        alt={t('The content of {name}', { name })}
        onError={() => setBroken(true)}
      />
    );
  }
  if (text.test(contentType)) return <TextPreview url={url} etag={s3etag} />;
  return <Note>{t('There is no preview for this type. Download the file to see what is in it.')}</Note>;
}

function TextPreview({ url, etag }: { url: string; etag: string }) {
  const query = useQuery({ queryKey: keys.fileText(url, etag), queryFn: () => readText(url) });
  return (
    <QueryView query={query}>
      {({ text: content, isComplete }) =>
        content === '' ? (
          <Note>{t('The file is empty.')}</Note>
        ) : (
          <>
            {/* It scrolls, and the keyboard must be able to. */}
            <Code block className="file-text" tabIndex={0} role="region" aria-label={t('Content')}>
              {content}
            </Code>
            {isComplete ? null : <Note>{t('This is the beginning; download the file to see the rest.')}</Note>}
          </>
        )
      }
    </QueryView>
  );
}

function Note({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed" py="xs">
      {children}
    </Text>
  );
}
