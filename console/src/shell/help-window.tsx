import { Anchor, Stack, Text } from '@mantine/core';
import { OpenedPopover } from '../shared/opened.tsx';
import type { Opening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';

/** What a page is for, in two or three sentences, and the address of the document about it. */
export function HelpWindow(props: { opening: Opening; explains: string; address: string }) {
  const { opening, explains, address } = props;
  return (
    <OpenedPopover opening={opening} label={t('Help on this page')} position="bottom-end" width={320}>
      <Stack gap="xs">
        <Text size="sm">{explains}</Text>
        <Anchor size="sm" href={address} target="_blank">
          {t('Read on')}
        </Anchor>
        <Anchor size="sm" href="/docs" target="_blank">
          {t('Reference of the API')}
        </Anchor>
      </Stack>
    </OpenedPopover>
  );
}
