import type { Resource } from '../../platform/resources/resource.ts';

/**
 * A link that shows a page of the console to whoever has it. Its changes are recorded under the application alone: the
 * record's schema knows no page links. It stays behind when an application is carried elsewhere: nobody could open it there.
 */
export const pageLinkResource: Resource = {
  type: 'pageLink',
  label: 'Page link',
  parent: 'application',
  idParameter: 'pageLinkId',
  table: 'page_link',
  rowId: 'page_link_row_id',
  nameColumn: 'name',
};
