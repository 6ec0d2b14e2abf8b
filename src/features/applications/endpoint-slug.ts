import { invalid } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';

/** Names below the base domain of experiences that are, or may become, something else's (experiences.md, "Hosts: slugs, domains, path form"). */
const reserved: ReadonlySet<string> = new Set(
  'admin api app auth broker console docs files health mail metrics mqtt www'.split(' '),
);

/**
 * Makes sure that a slug can become the name of a host that nobody takes for another; its characters and length the schema has checked.
 *
 * @throws AppError Validation naming `endpointSlug`
 */
export function checkEndpointSlug(slug: string | undefined): void {
  if (slug === undefined) return;
  if (slug.startsWith('-') || slug.endsWith('-')) throw invalid('endpointSlug', 'must not begin or end with a hyphen');
  if (isId(slug)) throw invalid('endpointSlug', 'must not look like an id');
  if (reserved.has(slug)) throw invalid('endpointSlug', `is reserved: ${slug}`);
}
