import type { BundleApplication, BundleKind } from '../../platform/bundles/bundle-kind.ts';
import type { PutOff } from './stored-plan.ts';

/** Does what kinds have put off until their records were stored. It may be done again. */
export async function completeRecords(
  kinds: readonly BundleKind[],
  application: BundleApplication,
  { afterwards = [], signal }: { afterwards?: readonly PutOff[] | undefined; signal: AbortSignal },
): Promise<void> {
  for (const { type, note } of afterwards) {
    const kind = kinds.find((each) => each.type === type);
    if (!kind?.complete) throw new Error(`nobody completes records of the type ${type}`);
    await kind.complete(application, note, signal);
  }
}
