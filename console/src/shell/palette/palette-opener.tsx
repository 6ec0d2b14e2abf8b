import { ActionIcon, Button, Kbd } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, type RefObject, Suspense, useEffect, useRef } from 'react';
import { SearchIcon } from '../../shared/icons.tsx';
import { whenSettled } from '../../shared/settled.ts';
import { t } from '../../words/words.ts';
import type { TypedAhead } from './search-palette.tsx';

const loadPalette = () => import('./search-palette.tsx');
const SearchPalette = lazy(async () => ({ default: (await loadPalette()).SearchPalette }));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Ctrl+K, Cmd+K or Alt+L; the key by its place for the last, because Option+L writes a sign on a Mac. */
function opensPalette(event: KeyboardEvent): boolean {
  if (event.shiftKey) return false;
  if (event.altKey) return !event.ctrlKey && !event.metaKey && event.code === 'KeyL';
  return event.ctrlKey !== event.metaKey && event.key.toLowerCase() === 'k';
}

/** Keeps what is typed while the palette is still on its way: on a slow line it would be lost. */
function KeepTyped({ into }: { into: RefObject<TypedAhead> }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key.length !== 1 && event.key !== 'Enter') return;
      event.preventDefault();
      const { text } = into.current;
      into.current = event.key === 'Enter' ? { text, entered: true } : { text: text + event.key, entered: false };
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [into]);
  return null;
}

/** The button that opens the search palette, and the keys that do the same from anywhere, even from within a field. */
export function PaletteOpener({ applicationId }: { applicationId: string | undefined }) {
  const [opened, { open, close, toggle }] = useDisclosure();
  // Stays from then on: closing it gives the focus back.
  const wasOpened = useRef(false);
  const typedAhead = useRef<TypedAhead>({ text: '', entered: false });
  wasOpened.current ||= opened;
  // The page first; but it is there before anybody types into it.
  useEffect(() => whenSettled(() => void loadPalette().catch(() => undefined)), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!opensPalette(event)) return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [toggle]);
  const keys = isApple ? 'Meta+K Alt+L' : 'Control+K Alt+L';
  return (
    <>
      <Button
        variant="default"
        size="xs"
        visibleFrom="sm"
        leftSection={<SearchIcon size={14} />}
        rightSection={<Kbd size="xs">{isApple ? '⌘K' : t('Ctrl K')}</Kbd>}
        aria-keyshortcuts={keys}
        onClick={open}
        mr={4}
      >
        {t('Search')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label={t('Search')}
        aria-keyshortcuts={keys}
        onClick={open}
      >
        <SearchIcon />
      </ActionIcon>
      {wasOpened.current ? (
        <Suspense fallback={<KeepTyped into={typedAhead} />}>
          <SearchPalette opened={opened} onClose={close} applicationId={applicationId} typedAhead={typedAhead} />
        </Suspense>
      ) : null}
    </>
  );
}
