import { t } from '../../words/words.ts';
import type { WorkflowClass } from './queries.ts';

/** What each class of workflows is for; `embedded` ones come by imports alone. */
export const classLabels: Readonly<Record<string, string>> = {
  cloud: t('Application'),
  experience: t('Experience'),
  customNode: t('Custom node'),
  edge: t('Edge'),
  embedded: t('Embedded'),
};

/** The classes in the order in which they are offered. */
export const shownClasses: readonly { readonly value: WorkflowClass; readonly label: string }[] = (
  ['cloud', 'experience', 'customNode', 'edge', 'embedded'] as const
).map((value) => ({ value, label: classLabels[value] ?? value }));

/** The name of a file for a workflow. */
export function fileNameOf(name: string): string {
  return `${name}.flow`;
}
