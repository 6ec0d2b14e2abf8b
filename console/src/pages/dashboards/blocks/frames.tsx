import { Code, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { tx } from '../../../words/rich.ts';
import { t } from '../../../words/words.ts';
import type { CustomHtmlData, IframeData } from '../shown-lists.ts';

/** A page of another host, in a frame that knows nothing of this one. */
export function IframeView({ data, label }: { data: IframeData; label: string }) {
  const { url = '', isBlocked = false, host = '', setting = 'SIGNALBOX_FRAME_HOSTS' } = data;
  const isOther = /^https:\/\//i.test(url) && !url.startsWith(`${window.location.origin}/`);
  if (isBlocked || !isOther) {
    return (
      <Stack h="100%" align="center" justify="center" gap={2}>
        <Text size="sm" c="dimmed" ta="center" className="foreign">
          {url === '' && host === ''
            ? t('No page is chosen.')
            : isOther || host !== ''
              ? tx('The page on {host} is not shown here. {setting} allows hosts.', {
                  host: host || hostOf(url),
                  setting: <Code>{setting}</Code>,
                })
              : t('Only pages of other hosts, with https, are shown in a frame.')}
        </Text>
      </Stack>
    );
  }
  return (
    <iframe
      src={url}
      title={label}
      className="dashboard-frame"
      // It keeps its own origin, which is never ours: without it, most pages do not work.
      sandbox="allow-scripts allow-forms allow-same-origin"
      referrerPolicy="no-referrer"
      loading="lazy"
    />
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

/**
 * HTML with scripts of a dashboard's author, in a frame of no origin and without network: a page of the server of its own
 * that is given its text by message, so that nothing of it runs where the console does.
 */
export function CustomHtmlView({ data, label }: { data: CustomHtmlData; label: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { head = '', body = '', queries = {}, context = {}, dashboard = {}, block = {} } = data;
  const text = JSON.stringify({ head, body });
  const input = JSON.stringify({ queries, ctx: context, dashboard, block });
  const [loaded, setLoaded] = useState<string>();
  // The frame has no origin that a message could be addressed to; what is sent is what the block shows, and nothing else.
  const send = useCallback((message: object) => frame.current?.contentWindow?.postMessage(message, '*'), []);
  useEffect(() => {
    const listen = ({ source, data: message }: MessageEvent<{ type?: unknown } | null>) => {
      if (source === null || source !== frame.current?.contentWindow) return;
      if (message?.type === 'ready') send({ type: 'load', ...(JSON.parse(text) as object) });
      if (message?.type === 'loaded') setLoaded(text);
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, [text, send]);
  useEffect(() => {
    if (loaded === text) send({ type: 'input', input: JSON.parse(input) as unknown });
  }, [loaded, text, input, send]);
  if (data.isBlocked) {
    return (
      <Stack h="100%" align="center" justify="center">
        <Text size="sm" c="dimmed" ta="center">
          {t('Not shown where the dashboard is shared.')}
        </Text>
      </Stack>
    );
  }
  return (
    <iframe
      // Another text is another page.
      key={text}
      ref={frame}
      title={label}
      src="/console/custom-html"
      className="dashboard-frame"
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      data-loaded={loaded === text}
    />
  );
}
