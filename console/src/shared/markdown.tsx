import { Anchor, Code, Table, Typography } from '@mantine/core';
import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { t } from '../words/words.ts';
import { readPlainLine } from './plain-line.ts';

/** Headings of a text stand below those of the page. */
const components: Components = {
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href, children }) => (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  ),
  // A picture would be fetched from wherever the text says, and tell that somebody has read it: it is named instead.
  img: ({ src, alt }) => (
    <Anchor href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer nofollow" inherit>
      {alt || t('picture')}
    </Anchor>
  ),
  code: ({ children }) => <Code>{children}</Code>,
  pre: ({ children }) => <pre className="snippet">{children}</pre>,
  table: ({ children }) => (
    <Table withTableBorder w="auto">
      {children}
    </Table>
  ),
};

/**
 * Text that people or programs have written in Markdown (CommonMark, and GitHub's tables, lists of tasks and bare links).
 * HTML in it is shown as text, links lead to http, https, mailto and the like only, and nothing is loaded from elsewhere.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  // A table of values is hundreds of texts, each of which would take longer to be read than to be drawn.
  const line = readPlainLine(text);
  return (
    <Typography className="foreign" fz="sm">
      {line === undefined ? (
        <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
          {text}
        </ReactMarkdown>
      ) : (
        <p>{line}</p>
      )}
    </Typography>
  );
});
