import type { Feature } from '../../shared/feature.ts';
import { RecipeIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const recipes: Feature = {
  explains: t(
    'A recipe is what devices that are alike have in common: attributes, tags, a name with placeholders. From one recipe many devices are made at once, with access keys if wanted, or from the rows of a CSV file.',
  ),
  help: 'device-recipes',
  routes,
  navigation: [
    { label: t('Device recipes'), to: '/applications/$applicationId/recipes', icon: RecipeIcon, group: 'data' },
    {
      label: t('Create many devices'),
      to: '/applications/$applicationId/create-devices',
      icon: RecipeIcon,
      group: 'data',
      paletteOnly: true,
    },
  ],
  resourceIcons: { deviceRecipe: RecipeIcon },
};
