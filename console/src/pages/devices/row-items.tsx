import { Menu } from '@mantine/core';
import { OpenedMenu } from '../../shared/opened.tsx';
import type { Opening } from '../../shared/opening.tsx';
import { t } from '../../words/words.ts';

export type DeviceAct = 'edit' | 'clone' | 'delete';

/** What can be done with the device of a row. */
export function RowItems({ opening, onAct }: { opening: Opening; onAct: (act: DeviceAct) => void }) {
  return (
    <OpenedMenu opening={opening} position="bottom-end">
      <Menu.Item onClick={() => onAct('edit')}>{t('Edit')}</Menu.Item>
      <Menu.Item onClick={() => onAct('clone')}>{t('Clone')}</Menu.Item>
      <Menu.Item color="red" onClick={() => onAct('delete')}>
        {t('Delete')}
      </Menu.Item>
    </OpenedMenu>
  );
}
