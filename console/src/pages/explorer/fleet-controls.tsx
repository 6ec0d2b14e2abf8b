import { NativeSelect } from '@mantine/core';
import { comparisons } from '../../series/compare.ts';
import { fieldWidth } from '../../series/series-controls.tsx';
import { t } from '../../words/words.ts';
import { type FleetView, shows } from './fleet-view.ts';

/** How many devices become few lines, and what the range is laid beside. */
export function FleetControls(props: {
  view: FleetView;
  /** Of the tags that the devices have. */
  tagKeys: readonly string[];
  /** Whether there is more than one device. */
  isMany: boolean;
  onChange: (view: FleetView) => void;
}) {
  const { view, tagKeys, isMany, onChange } = props;
  const isCombined = ['mean', 'range', 'sum'].includes(view.show);
  return (
    <>
      {isMany ? (
        <NativeSelect
          label={t('Combine devices')}
          w={fieldWidth}
          data={[...shows]}
          value={view.show}
          onChange={(event) => onChange({ ...view, show: event.currentTarget.value as FleetView['show'] })}
        />
      ) : null}
      {isMany && isCombined && tagKeys.length > 0 ? (
        <NativeSelect
          label={t('Group by tag')}
          w={fieldWidth}
          data={[{ value: '', label: t('No groups') }, ...tagKeys]}
          value={view.groupBy ?? ''}
          onChange={(event) => onChange({ ...view, groupBy: event.currentTarget.value || undefined })}
        />
      ) : null}
      <NativeSelect
        label={t('Compare with')}
        w={fieldWidth}
        data={[
          { value: '', label: t('Nothing') },
          ...Object.entries(comparisons).map(([value, { label }]) => ({ value, label })),
        ]}
        value={view.compare ?? ''}
        onChange={(event) =>
          onChange({ ...view, compare: (event.currentTarget.value || undefined) as FleetView['compare'] })
        }
      />
    </>
  );
}
