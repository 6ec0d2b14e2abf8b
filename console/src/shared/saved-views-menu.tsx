import { ActionIcon, Group, Menu, Text, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../session/use-session.ts';
import { t } from '../words/words.ts';
import { FormDialog } from './form/form-dialog.tsx';
import { useForm } from './form/use-form.ts';
import { TrashIcon } from './icons.tsx';
import { OpenedMenu } from './opened.tsx';
import type { Opening } from './opening.tsx';

interface SavedView {
  readonly name: string;
  readonly search: Readonly<Record<string, unknown>>;
}

/** More than a menu shows at a glance; also what keeps the browser's storage small. */
const mostViews = 30;

/**
 * The menu of the views. They are kept in this browser, for whoever is logged in; an address
 * that is passed on shows the same elsewhere.
 *
 * @param props.of which page, and of what: `devices 5f3…`
 */
export function SavedViewsMenu({ of, opening }: { of: string; opening: Opening }) {
  const { session } = useSession();
  const key = `signalbox.views ${session?.userId ?? ''} ${of}`;
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const [views, setViews] = useState(() => readViews(key));
  const [saving, setSaving] = useState(false);
  const { page: _page, ...present } = search;
  const keep = (next: readonly SavedView[]) => {
    setViews(next);
    writeViews(key, next);
  };
  const form = useForm({
    initial: { name: '' },
    asks: false,
    check: ({ name }) => ({ name: name.trim() === '' ? t('Give it a name') : undefined }),
    save: async ({ name }) => {
      const view = { name: name.trim(), search: present };
      keep([...views.filter((each) => each.name !== view.name), view].slice(-mostViews));
    },
  });
  return (
    <>
      <OpenedMenu opening={opening} position="bottom-end" width={320}>
        {views.length === 0 ? <Menu.Label>{t('What is filtered, sorted and shown, under a name')}</Menu.Label> : null}
        {views.map((view) => (
          <Group key={view.name} gap={0} wrap="nowrap">
            <Menu.Item onClick={() => void navigate({ to: '.', search: view.search as never })}>
              <Text size="sm" truncate className="foreign">
                {view.name}
              </Text>
            </Menu.Item>
            <ActionIcon
              role="menuitem"
              variant="subtle"
              color="gray"
              aria-label={t('Forget the view {name}', { name: view.name })}
              onClick={() => keep(views.filter((each) => each !== view))}
            >
              <TrashIcon size={14} />
            </ActionIcon>
          </Group>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setSaving(true)}>{t('Save this view')}</Menu.Item>
      </OpenedMenu>
      <FormDialog
        form={form}
        title={t('Save this view')}
        opened={saving}
        onClose={() => setSaving(false)}
        submitLabel={t('Save')}
        size="sm"
      >
        <TextInput
          label={t('Name')}
          description={t('Kept in this browser. The address of the page shows the same elsewhere.')}
          maxLength={60}
          data-autofocus
          {...form.text('name')}
        />
      </FormDialog>
    </>
  );
}

function readViews(key: string): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.filter((each) => typeof each?.name === 'string' && typeof each?.search === 'object');
  } catch {
    return [];
  }
}

function writeViews(key: string, views: readonly SavedView[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(views));
  } catch {
    // Storage is off or full: the views last as long as this page.
  }
}
