import { Select } from '@mantine/core';
import type { Role } from '../../api/types.ts';
import { explainRole, roleChoices } from '../../shared/roles.ts';
import { t } from '../../words/words.ts';

/** Chooses a role and says what it allows. */
export function RoleSelect(props: { value: Role; onChange: (role: Role) => void; error?: string | undefined }) {
  const { value, onChange, error } = props;
  return (
    <Select
      label={t('Role')}
      description={explainRole(value)}
      data={roleChoices.map(({ value: role, label }) => ({ value: role, label }))}
      allowDeselect={false}
      value={value}
      onChange={(role) => onChange((role ?? value) as Role)}
      error={error}
    />
  );
}
