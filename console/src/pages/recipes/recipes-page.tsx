import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Recipe } from '../../api/types.ts';
import { checkCommandRows } from '../../shared/devices/command-rows.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { recipesPerPage, recipesQuery } from './queries.ts';
import { emptyDraft, listFields, toBody } from './recipe-draft.ts';
import { RecipeFields } from './recipe-fields.tsx';

/** What devices are made from, many at a time. */
export function RecipesPage() {
  const { applicationId } = useIds();
  const navigate = useNavigate();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [deleted, setDeleted] = useState<Recipe>();
  const list = useQuery(recipesQuery(applicationId, page - 1));
  const wizard = (recipe: Recipe) =>
    void navigate({ to: `/applications/${applicationId}/create-devices`, search: { recipe: recipe.id } as never });
  const columns: readonly Column<Recipe>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      to: ({ id }) => `/applications/${applicationId}/recipes/${id}`,
      isTitle: true,
    },
    { head: t('Class'), cell: ({ deviceClass }) => deviceClass },
    { head: t('Attributes'), cell: ({ attributes }) => attributes.length, isNumber: true, align: 'right' },
    { head: t('Tags'), cell: ({ tags }) => tags.length, isNumber: true, align: 'right', isWideOnly: true },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} format="day" />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (recipe) => (
        <RowButtons
          actions={[
            {
              label: t('Create devices'),
              description: t('Create devices from {name}', { name: recipe.name }),
              onClick: () => wizard(recipe),
            },
            {
              label: t('Delete'),
              description: t('Delete {name}', { name: recipe.name }),
              onClick: () => setDeleted(recipe),
            },
          ]}
        />
      ),
    },
  ];
  const create = (
    <Button leftSection={<PlusIcon size={16} />} onClick={() => setCreating(true)}>
      {t('New recipe')}
    </Button>
  );
  return (
    <Page
      title={t('Device recipes')}
      description={t(
        'What many devices have in common: class, attributes and tags. A CSV says how each of them differs.',
      )}
      actions={
        <>
          <Button variant="default" component={Link} to={`/applications/${applicationId}/create-devices`}>
            {t('Create devices')}
          </Button>
          {create}
        </>
      }
    >
      <ResourceTable
        query={list}
        noun="recipe"
        label={t('Device recipes')}
        keyOf={({ id }) => id}
        minWidth={640}
        columns={columns}
        paging={{ page, perPage: recipesPerPage, onChange: setPage }}
        empty={
          <Empty title={t('No recipes yet')} action={create}>
            {t('A recipe makes a thousand devices as easily as one, each with the same attributes.')}
          </Empty>
        }
      />
      {creating ? <CreateRecipe applicationId={applicationId} onClose={() => setCreating(false)} /> : null}
      {deleted ? (
        <DeleteRecipe applicationId={applicationId} recipe={deleted} onClose={() => setDeleted(undefined)} />
      ) : null}
    </Page>
  );
}

function CreateRecipe({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: emptyDraft,
    fields: listFields,
    check: ({ commands }) => checkCommandRows(commands),
    save: async (draft) => {
      const recipe = await request('POST', '/applications/{applicationId}/device-recipes', {
        path: { applicationId },
        body: toBody(draft),
      });
      await queryClient.invalidateQueries({ queryKey: keys.recipes(applicationId) });
      return recipe;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('New recipe')}
      opened
      onClose={onClose}
      submitLabel={t('Make recipe')}
      size="xl"
      onSaved={({ id }) => void navigate({ to: `/applications/${applicationId}/recipes/${id}` })}
    >
      <RecipeFields applicationId={applicationId} form={form} />
    </FormDialog>
  );
}

function DeleteRecipe(props: { applicationId: string; recipe: Recipe; onClose: () => void }) {
  const { applicationId, recipe, onClose } = props;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/device-recipes/{deviceRecipeId}', {
      path: { applicationId, deviceRecipeId: recipe.id },
    });
    await queryClient.invalidateQueries({ queryKey: keys.recipes(applicationId) });
  };
  return (
    <ConfirmDialog title={t('Delete recipe')} opened onClose={onClose} confirmLabel={t('Delete')} onConfirm={remove}>
      {t('Devices that were made from {name} stay as they are.', { name: recipe.name })}
    </ConfirmDialog>
  );
}
