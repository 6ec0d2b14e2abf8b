import { t } from '../../../words/words.ts';
/** Only addresses that a link or a picture may have; undefined for any other. */
export function safeUrl(url: string, kind: 'link' | 'image'): string | undefined {
  if (/^https?:\/\//i.test(url) || (url.startsWith('/') && !url.startsWith('//'))) return url;
  if (kind === 'link') return /^mailto:/i.test(url) ? url : undefined;
  return /^data:image\//i.test(url) ? url : undefined;
}

/**
 * The address of a picture as it may be loaded, or in words why it is not: hosts other than this one are not fetched from unless
 * the operator names them (dashboards.md, "9. Maps, images, frames, foreign code (ours)"), and what the page's policy refuses
 * does not load.
 */
export function readImage(url: string | undefined): { readonly url?: string; readonly note?: string } {
  if (url === undefined || url === '') return { note: t('No picture is chosen.') };
  const safe = safeUrl(url, 'image');
  if (safe === undefined) return { note: t('The address of the picture cannot be used.') };
  return { url: safe };
}

/** Why a picture that could not be loaded is not there. */
export function describeUnloaded(url: string): string {
  if (!/^https?:/i.test(url) || url.startsWith(`${window.location.origin}/`))
    return t('The picture could not be loaded.');
  return t('The picture on {host} is not loaded: SIGNALBOX_IMAGE_HOSTS allows hosts, and it must be reachable.', {
    host: new URL(url).host,
  });
}
