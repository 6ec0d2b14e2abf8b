import type { Role } from '../api/types.ts';
import { t } from '../words/words.ts';

/** What members may do, least first, in words (docs/access.md). */
export const roleChoices: readonly { readonly value: Role; readonly label: string; readonly meaning: string }[] = [
  { value: 'none', label: t('None'), meaning: t('sees only applications that are opened one by one') },
  { value: 'view', label: t('Viewer'), meaning: t('reads applications and what is in them') },
  { value: 'collaborate', label: t('Collaborator'), meaning: t('also changes applications and what is in them') },
  { value: 'edit', label: t('Editor'), meaning: t('also creates and deletes applications') },
  { value: 'admin', label: t('Administrator'), meaning: t('also manages members, tokens and the organization itself') },
];

/** What a role is called; its own name for one that this console does not know. */
export function nameRole(role: Role): string {
  return roleChoices.find(({ value }) => value === role)?.label ?? role;
}

/** A sentence about what members with the role may do; empty for a role that this console does not know. */
export function explainRole(role: Role): string {
  const choice = roleChoices.find(({ value }) => value === role);
  return choice === undefined ? '' : `${choice.label}: ${choice.meaning}.`;
}
