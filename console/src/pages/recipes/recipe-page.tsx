import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Recipe } from '../../api/types.ts';
import { checkCommandRows } from '../../shared/devices/command-rows.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Page, Section } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { recipeQuery } from './queries.ts';
import { listFields, toBody, toDraft } from './recipe-draft.ts';
import { RecipeFields } from './recipe-fields.tsx';

/** One recipe, to be changed, and to make devices from. */
export function RecipePage() {
  const { applicationId } = useIds();
  const { recipeId = '' } = useParams({ strict: false }) as { recipeId?: string };
  const recipe = useQuery(recipeQuery(applicationId, encodeURIComponent(recipeId)));
  return (
    <QueryView query={recipe}>
      {(found) => (
        <Page
          title={found.name}
          description={t('What is changed here touches no device that was made from the recipe before.')}
          actions={
            <Button
              component={Link}
              to={`/applications/${applicationId}/create-devices`}
              search={{ recipe: found.id } as never}
            >
              {t('Create devices')}
            </Button>
          }
        >
          <Section title={t('Recipe')}>
            <RecipeForm key={found.id} applicationId={applicationId} recipe={found} />
          </Section>
        </Page>
      )}
    </QueryView>
  );
}

function RecipeForm({ applicationId, recipe }: { applicationId: string; recipe: Recipe }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(recipe),
    stored: storedItem(recipe, toDraft, () =>
      request('GET', '/applications/{applicationId}/device-recipes/{deviceRecipeId}', {
        path: { applicationId, deviceRecipeId: recipe.id },
      }),
    ),
    fields: listFields,
    check: ({ commands }) => checkCommandRows(commands),
    save: async (draft, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/device-recipes/{deviceRecipeId}', {
        path: { applicationId, deviceRecipeId: recipe.id },
        ifMatch,
        body: toBody(draft),
      });
      await queryClient.invalidateQueries({ queryKey: keys.recipes(applicationId) });
    },
  });
  return (
    <FormView form={form} label={t('Recipe')} submitLabel={t('Save')} maxWidth={860}>
      <RecipeFields applicationId={applicationId} form={form} hasGateway={recipe.gatewayId !== undefined} />
    </FormView>
  );
}
