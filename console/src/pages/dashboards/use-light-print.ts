import { useEffect } from 'react';

/** Paper is white: what is printed is drawn in the light colours, and afterwards as it was. */
export function useLightPrint(): void {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | undefined;
    const begin = () => {
      before = root.dataset.mantineColorScheme;
      root.dataset.mantineColorScheme = 'light';
    };
    const end = () => {
      if (before !== undefined) root.dataset.mantineColorScheme = before;
    };
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
}
