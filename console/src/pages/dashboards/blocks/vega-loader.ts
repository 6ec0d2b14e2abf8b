import { type Loader, loader } from 'vega';
import { t } from '../../../words/words.ts';
import { safeUrl } from './safe-url.ts';

/**
 * What a chart may fetch: nothing but pictures of this server and in `data:`. Data come with the block; where a mark leads is
 * checked like any other link (dashboards.md, "9. Maps, images, frames, foreign code (ours)").
 */
export function safeLoader(onRefused: (words: string) => void): Loader {
  const refuse = (uri: string) => {
    const words = t('it asks for {uri}; charts here load no addresses', { uri: uri.slice(0, 200) });
    // Vega draws without what it could not load, and says so to the console alone.
    onRefused(words);
    return Promise.reject(new Error(words));
  };
  return {
    ...loader(),
    load: refuse,
    file: refuse,
    http: refuse,
    sanitize: async (uri: string, options: { context?: string }) => {
      if (options?.context === 'href') {
        const href = safeUrl(uri, 'link');
        if (href === undefined) throw new Error(t('a mark leads to an address that is no link'));
        return { href, target: '_blank', rel: 'noopener noreferrer' };
      }
      const isOwn = uri.startsWith('data:image/') || (uri.startsWith('/') && !uri.startsWith('//'));
      if (!isOwn) return refuse(uri);
      return { href: uri };
    },
  } as unknown as Loader;
}
