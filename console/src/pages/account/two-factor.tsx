import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Me } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import { DisableTwoFactorDialog } from './disable-two-factor-dialog.tsx';
import { EnableTwoFactorDialog } from './enable-two-factor-dialog.tsx';

/** The second factor: whether there is one, and turning it on or off. */
export function TwoFactor({ me }: { me: Me }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  const isOn = me.twoFactorAuthEnabled;
  return (
    <Section title={t('Two-factor authentication')}>
      <Stack gap="sm">
        <Group gap="xs">
          {isOn ? (
            <Badge color="green" variant="light">
              {t('on')}
            </Badge>
          ) : (
            <Badge color="gray">{t('off')}</Badge>
          )}
          <Text size="sm">
            {isOn
              ? t('Logging in takes your password and a code from your authenticator.')
              : t('Logging in takes your password alone.')}
          </Text>
        </Group>
        <Group justify="flex-end">
          <Button variant={isOn ? 'default' : 'filled'} onClick={() => setOpened(true)}>
            {isOn ? t('Turn off') : t('Turn on')}
          </Button>
        </Group>
      </Stack>
      {opened && isOn ? <DisableTwoFactorDialog onClose={close} /> : null}
      {opened && !isOn ? <EnableTwoFactorDialog email={me.email} onClose={close} /> : null}
    </Section>
  );
}
