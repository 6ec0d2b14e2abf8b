import { ActionIcon, Button, Kbd } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useEffect } from 'react';
import { SearchIcon } from '../../shared/icons.tsx';

/** Comes when it is opened for the first time. */
const SearchPalette = lazy(async () => ({ default: (await import('./search-palette.tsx')).SearchPalette }));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Ctrl+K, Cmd+K or Alt+L; the key by its place for the last, because Option+L writes a sign on a Mac. */
function opensPalette(event: KeyboardEvent): boolean {
  if (event.shiftKey) return false;
  if (event.altKey) return !event.ctrlKey && !event.metaKey && event.code === 'KeyL';
  return event.ctrlKey !== event.metaKey && event.key.toLowerCase() === 'k';
}

/** The button that opens the search palette, and the keys that do the same from anywhere, even from within a field. */
export function PaletteOpener({ applicationId }: { applicationId: string | undefined }) {
  const [opened, { open, close, toggle }] = useDisclosure();
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
        rightSection={<Kbd size="xs">{isApple ? '⌘K' : 'Ctrl K'}</Kbd>}
        aria-keyshortcuts={keys}
        onClick={open}
        mr={4}
      >
        Search
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label="Search"
        aria-keyshortcuts={keys}
        onClick={open}
      >
        <SearchIcon />
      </ActionIcon>
      {opened ? (
        <Suspense fallback={null}>
          <SearchPalette opened onClose={close} applicationId={applicationId} />
        </Suspense>
      ) : null}
    </>
  );
}
