import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries/me.ts';
import { QueryView } from '../../shared/states.tsx';
import { AccountFrame } from './account-frame.tsx';
import { LanguageForm } from './language-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { TimeForm } from './time-form.tsx';
import { TwoFactor } from './two-factor.tsx';

/** Name and address, password, second factor. */
export function AccountPage() {
  const me = useQuery(meQuery);
  return (
    <AccountFrame>
      <QueryView query={me}>
        {(person) => (
          <SimpleGrid cols={{ base: 1, md: 2 }} verticalSpacing="md">
            <ProfileForm key={person.id} me={person} />
            <Stack gap="md">
              <PasswordForm me={person} />
              <TwoFactor me={person} />
              <TimeForm />
              <LanguageForm />
            </Stack>
          </SimpleGrid>
        )}
      </QueryView>
    </AccountFrame>
  );
}
