import { Button, Group } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { inSentence, t } from '../words/words.ts';

/** Inputs that narrow a list. On a phone they are behind a button that says how many of them narrow it. */
export function FilterBar(props: {
  active?: number;
  /** The name of the group, where it is a search of its own. */
  label?: string;
  /** What the button calls them. */
  name?: string;
  startsOpen?: boolean;
  children: ReactNode;
}) {
  const { active = 0, label, name = t('Filters'), startsOpen = false, children } = props;
  const [opened, setOpened] = useState(startsOpen);
  const id = useId();
  return (
    <div>
      <Button
        hiddenFrom="sm"
        variant="default"
        fullWidth
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {opened ? t('Hide {name}', { name: inSentence(name) }) : name}
        {active > 0 ? ` (${active})` : ''}
      </Button>
      <Group
        id={id}
        {...(label === undefined ? {} : { role: 'search', 'aria-label': label })}
        gap="sm"
        align="flex-end"
        className="filter-bar"
        data-opened={opened}
      >
        {children}
      </Group>
    </div>
  );
}
