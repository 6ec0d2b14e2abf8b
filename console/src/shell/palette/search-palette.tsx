import { Box, Group, Kbd, Modal, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';
import { describeError } from '../../api/errors.ts';
import { SearchIcon } from '../../shared/icons.tsx';
import { t, tn } from '../../words/words.ts';
import { type PaletteItem, usePaletteGroups } from './palette-groups.ts';

/** Long enough not to ask for every letter of a quick typist, too short to be noticed. */
const settleMs = 120;

/** What was typed before the palette was there, and whether Enter ended it. */
export interface TypedAhead {
  text: string;
  entered: boolean;
}

/**
 * Goes anywhere by name, with the keyboard alone: a combobox whose list is always open (WAI-ARIA, "editable combobox").
 * Starts with what was typed ahead, once.
 */
export function SearchPalette(props: {
  opened: boolean;
  onClose: () => void;
  applicationId: string | undefined;
  typedAhead: RefObject<TypedAhead>;
}) {
  const { opened, onClose, applicationId, typedAhead } = props;
  return (
    // Without a transition: what is typed in the moment after the shortcut is meant for the field.
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size="lg"
      centered={false}
      yOffset="10vh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('Search')}>
        <Modal.Body p={0}>
          <PaletteBody applicationId={applicationId} onClose={onClose} typedAhead={typedAhead} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody(props: {
  applicationId: string | undefined;
  onClose: () => void;
  typedAhead: RefObject<TypedAhead>;
}) {
  const { applicationId, onClose, typedAhead } = props;
  const navigate = useNavigate();
  const listId = useId();
  const [typed, setTyped] = useState(typedAhead.current.text);
  const text = typed.trim();
  const [settled] = useDebouncedValue(text, settleMs);
  const { groups, ready, error } = usePaletteGroups(applicationId, text, settled);
  const [activeKey, setActiveKey] = useState<string>();
  // Somebody who types and presses Enter at once means what the text finds, not what an earlier text has found.
  const [waitsToOpen, setWaitsToOpen] = useState(typedAhead.current.entered);
  useEffect(() => {
    typedAhead.current = { text: '', entered: false };
  }, [typedAhead]);
  const items = groups.flatMap((group) => group.items);
  const active = items.find(({ key }) => key === activeKey) ?? items[0];
  const optionId = (item: PaletteItem) => `${listId}-${item.key.replaceAll(/\W/g, '-')}`;

  const open = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    onClose();
    void navigate({ to: item.to });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: waits for the answer, and then opens what is first in it
  useEffect(() => {
    if (!waitsToOpen || !ready) return;
    setWaitsToOpen(false);
    open(active);
  }, [waitsToOpen, ready]);

  const activeId = active === undefined ? undefined : optionId(active);
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and the arrows belong to the input method while it composes a word.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (ready || activeKey !== undefined) open(active);
      else setWaitsToOpen(true);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const index = active === undefined ? 0 : items.indexOf(active);
    setActiveKey(items[(index + step + items.length) % items.length]?.key);
  };

  return (
    <>
      <TextInput
        data-autofocus
        autoFocus
        variant="unstyled"
        size="md"
        px="md"
        py={6}
        leftSection={<SearchIcon />}
        placeholder={
          applicationId === undefined ? t('Find an application or page') : t('Find anything in this application')
        }
        aria-label={t('Search')}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls={listId}
        aria-activedescendant={activeId}
        aria-autocomplete="list"
        autoComplete="off"
        maxLength={255}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActiveKey(undefined);
          setWaitsToOpen(false);
        }}
        onKeyDown={onKeyDown}
      />
      <ScrollArea.Autosize
        mah="56vh"
        style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
        type="auto"
      >
        <div id={listId} role="listbox" aria-label={t('Results')}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
            <div key={group.label} role="group" aria-label={group.label}>
              <Text size="xs" c="dimmed" px="md" pt="xs" pb={4} className="foreign" aria-hidden>
                {group.label}
              </Text>
              {group.items.map((item) => (
                <PaletteOption
                  key={item.key}
                  id={optionId(item)}
                  item={item}
                  selected={item === active}
                  onPoint={() => setActiveKey(item.key)}
                  onOpen={() => open(item)}
                />
              ))}
            </div>
          ))}
        </div>
        <Text size="sm" c={error === undefined ? 'dimmed' : 'red'} px="md" py="sm" role="status" className="foreign">
          {describeOutcome({ error, ready, count: items.length })}
        </Text>
      </ScrollArea.Autosize>
      <Group
        gap="md"
        px="md"
        py={8}
        visibleFrom="sm"
        style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
      >
        {[
          ['↑ ↓', t('choose')],
          [t('Enter'), t('open')],
          [t('Esc'), t('close')],
        ].map(([key, does]) => (
          <Text key={key} size="xs" c="dimmed">
            <Kbd size="xs">{key}</Kbd> {does}
          </Text>
        ))}
      </Group>
    </>
  );
}

function describeOutcome({ error, ready, count }: { error: unknown; ready: boolean; count: number }): string {
  if (error !== undefined) return describeError(error);
  if (!ready) return t('Searching…');
  if (count === 0) return t('Nothing has that in its name. A part of the name, an id or tag=value finds things.');
  return tn(count, '1 result', '{count} results');
}

function PaletteOption(props: {
  id: string;
  item: PaletteItem;
  selected: boolean;
  onPoint: () => void;
  onOpen: () => void;
}) {
  const { id, item, selected, onPoint, onOpen } = props;
  return (
    <UnstyledButton
      id={id}
      role="option"
      aria-selected={selected}
      // The focus stays in the text; the list is walked with the arrows.
      tabIndex={-1}
      onMouseMove={onPoint}
      onClick={onOpen}
      px="md"
      py={6}
      w="100%"
      className="palette-option"
    >
      <Group gap="sm" wrap="nowrap">
        <item.icon size={16} />
        <Box miw={0} flex={1}>
          <Text size="sm" truncate className="foreign">
            {item.label}
          </Text>
        </Box>
        <Text size="xs" c="dimmed">
          {item.kind}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
