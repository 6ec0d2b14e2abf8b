import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { whenSettled } from './settled.ts';

/**
 * A part of a page that nobody sees before they ask for it, such as a dialog. Its script comes once the page that was opened
 * first has what it shows; so it is there before somebody asks, also where the network is gone by then.
 * @param load `async () => (await import('./pin-dialog.tsx')).PinDialog`
 * @param meanwhile draws what stands there until it has come
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (props: Props) => ReactNode = () => null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  whenSettled(() => void load().catch(() => undefined));
  return function Later(props: Props) {
    return (
      <Suspense fallback={meanwhile(props)}>
        <Part {...props} />
      </Suspense>
    );
  };
}
