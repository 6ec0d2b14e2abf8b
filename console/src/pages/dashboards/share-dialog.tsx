import { Alert, PasswordInput, Radio, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { Dashboard } from './queries.ts';

type Level = 'private' | 'password' | 'public';

/** The address under which somebody without an account sees the dashboard. */
export function sharedAddress(dashboardId: string): string {
  return `${window.location.origin}/console/shared?dashboard=${dashboardId}`;
}

/** With whom a dashboard is shared: nobody, whoever has a password, or everybody with the address. */
export function ShareDialog(props: { dashboard: Dashboard; opened: boolean; onClose: () => void }) {
  const { dashboard, opened, onClose } = props;
  const { dashboardId, contextConfiguration = [] } = dashboard;
  const queryClient = useQueryClient();
  const level: Level = dashboard.public ? 'public' : dashboard.isPasswordProtected ? 'password' : 'private';
  const form = useForm({
    initial: { level: level as string, password: '' },
    check: (draft): { password?: string } =>
      draft.level === 'password' && draft.password === '' && level !== 'password' ? { password: t('is needed') } : {},
    save: async (draft) => {
      const body =
        draft.level === 'public'
          ? { public: true }
          : draft.level === 'private'
            ? { public: false, password: null }
            : draft.password === ''
              ? {}
              : { password: draft.password };
      await request('PATCH', '/dashboards/{dashboardId}', { path: { dashboardId }, body });
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
    },
  });
  const chosen = form.value('level');
  const open = (contextConfiguration as readonly { name: string; validationEnabled?: boolean }[])
    .filter(({ validationEnabled }) => !validationEnabled)
    .map(({ name }) => name);
  return (
    <FormDialog form={form} title={t('Share dashboard')} opened={opened} onClose={onClose} submitLabel={t('Save')}>
      <Stack gap="sm">
        <Radio.Group label={t('Who may see it')} value={chosen.value} onChange={chosen.onChange}>
          <Stack gap={6} mt={4}>
            <Radio value="private" label={t('Nobody else: only those with a role in it')} />
            <Radio value="password" label={t('Whoever has the address and a password')} />
            <Radio value="public" label={t('Everybody who has the address')} />
          </Stack>
        </Radio.Group>
        {chosen.value === 'password' ? (
          <PasswordInput
            label={t('Password')}
            description={level === 'password' ? t('Left empty, it stays as it is.') : undefined}
            autoComplete="new-password"
            {...form.text('password')}
          />
        ) : null}
        {chosen.value === 'private' ? null : (
          <Alert color="blue" title={t('What they see')}>
            <Text size="sm">
              {t('Exactly what the blocks show, now and in their windows; no other device, attribute or time.{part}', {
                part:
                  open.length === 0
                    ? ''
                    : t(' These variables stay at their defaults: {open}.', { open: open.join(', ') }),
              })}
            </Text>
            <CopyButton
              value={sharedAddress(dashboardId)}
              what={t('the address')}
              label={t('Copy the address')}
              mt="xs"
            />
          </Alert>
        )}
      </Stack>
    </FormDialog>
  );
}
