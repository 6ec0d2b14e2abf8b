import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/query-keys.ts';
import type { ApiToken } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { ExpiryField, noExpiry, toExpirationDate } from './expiry-field.tsx';
import { type ScopeChoice, ScopePicker, toScopes } from './scope-picker.tsx';
import { createToken, levelOf, type TokenOwner } from './token-owner.ts';

// Reading is the least that is of use to most programs; more is for whoever asks for it.
const noScopes: ScopeChoice = { mode: 'read', chosen: new Set() };
const empty = { name: '', description: '', scopes: noScopes, expiry: noExpiry };

export function CreateTokenDialog(props: {
  owner: TokenOwner;
  opened: boolean;
  onClose: () => void;
  onCreated: (token: ApiToken) => void;
}) {
  const { owner, opened, onClose, onCreated } = props;
  const level = levelOf(owner);
  const queryClient = useQueryClient();
  const form = useForm({
    initial: empty,
    // "The scope … would allow …, which the caller itself may not do" is about the scopes as well.
    fields: ['name', 'description', 'scope', 'expirationDate', t('The scope')],
    save: async ({ name, description, scopes, expiry }) => {
      const expirationDate = toExpirationDate(expiry, Date.now());
      const token = await createToken(owner, {
        name,
        description,
        scope: toScopes(level, scopes),
        ...(expirationDate === undefined ? {} : { expirationDate }),
      });
      await queryClient.invalidateQueries({ queryKey: keys.tokens(owner) });
      return token;
    },
  });
  const { scopes, expiry } = form.values;
  const { of } = form.errors;
  return (
    <FormDialog
      form={form}
      title={t('Create API token')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create API token')}
      onGone={onCreated}
      disabled={toScopes(level, scopes).length === 0}
    >
      <TextInput label={t('Name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <ScopePicker
        level={level}
        value={scopes}
        onChange={form.value('scopes').onChange}
        error={of('scope') ?? of(t('The scope'))}
      />
      <ExpiryField value={expiry} onChange={form.value('expiry').onChange} error={of('expirationDate')} />
    </FormDialog>
  );
}
