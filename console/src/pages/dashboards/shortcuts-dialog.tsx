import { Kbd, Table } from '@mantine/core';
import { Dialog } from '../../shared/dialog.tsx';

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [['e'], 'Edit'],
  [['r'], 'Ask everything anew'],
  [['p'], 'Pause, and go on'],
  [['f'], 'Full screen'],
  [['k'], 'Kiosk'],
  [['t', '←'], 'A step back in time'],
  [['t', '→'], 'A step on'],
  [['t', 'z'], 'Twice as long'],
  [['t', 'n'], 'Now'],
  [['Esc'], 'Leave the kiosk'],
  [['Arrows'], 'While editing, on a block: move it'],
  [['Shift', 'Arrows'], 'While editing, on a block: resize it'],
  [['d'], 'While editing, on a block: duplicate it'],
  [['Del'], 'While editing, on a block: remove it'],
  [['Ctrl', 'Z'], 'While editing: undo; with Shift: redo'],
  [['Ctrl', 'S'], 'While editing: save'],
];

/** The keys of a dashboard's page. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title="Keys">
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
