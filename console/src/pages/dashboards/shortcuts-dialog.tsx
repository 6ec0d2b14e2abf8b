import { Kbd, Table } from '@mantine/core';
import { Dialog } from '../../shared/dialog.tsx';
import { t } from '../../words/words.ts';

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [['e'], t('Edit')],
  [['r'], t('Ask everything anew')],
  [['p'], t('Pause, and go on')],
  [['f'], t('Full screen')],
  [['k'], t('Kiosk')],
  [['t', '←'], t('A step back in time')],
  [['t', '→'], t('A step on')],
  [['t', 'z'], t('Twice as long')],
  [['t', 'n'], t('Now')],
  [[t('Esc')], t('Leave the kiosk')],
  [[t('Arrows')], t('While editing, on a block: move it')],
  [[t('Shift'), t('Arrows')], t('While editing, on a block: resize it')],
  [['d'], t('While editing, on a block: duplicate it')],
  [[t('Del')], t('While editing, on a block: remove it')],
  [[t('Ctrl'), 'Z'], t('While editing: undo; with Shift: redo')],
  [[t('Ctrl'), 'S'], t('While editing: save')],
];

/** The keys of a dashboard's page. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title={t('Keys')}>
      <Table>
        <Table.Tbody>
          {shortcuts.map(([pressed, words]) => (
            <Table.Tr key={words}>
              <Table.Td>
                {pressed.map((key, index) => (
                  <span key={key}>
                    {index > 0 ? ' ' : ''}
                    <Kbd>{key}</Kbd>
                  </span>
                ))}
              </Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
