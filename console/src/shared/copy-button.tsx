import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../words/words.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

const shownMs = 2_000;

/** Copies a text and says that it has. `what` completes the label for those who hear the page: "Copy the secret". */
export function CopyButton(
  props: { value: string; what: string; label?: string; onCopied?: () => void } & ButtonProps,
) {
  const { value, what, label = t('Copy'), onCopied, ...rest } = props;
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [result]);
  const text = result === 'copied' ? t('Copied') : result === 'failed' ? t('Select it and copy by hand') : label;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={result === 'copied' ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
      aria-label={text === t('Copy') ? t('Copy {what}', { what }) : `${text}: ${what}`}
      onClick={(event) => {
        copyText(value, event.currentTarget).then(
          () => {
            setResult('copied');
            onCopied?.();
          },
          () => setResult('failed'),
        );
      }}
      {...rest}
    >
      {text}
    </Button>
  );
}

/**
 * Browsers offer their clipboard only to pages that came by HTTPS or from this machine; a server in a home network is
 * neither, and there the old way works. The helper stands beside the button, because an open window keeps the focus inside.
 */
async function copyText(text: string, beside: HTMLElement): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  beside.after(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  beside.focus();
  if (!copied) throw new Error(t('The browser did not copy'));
}
