import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import { GlobalFields } from './global-fields.tsx';
import { checkRows, type Global, type GlobalRow, mostGlobals, toGlobals, toRows } from './global-rows.ts';
import { usePatchApplication } from './use-patch.ts';

/**
 * The globals of an application, edited together and saved together. The API takes them only as a whole, so what somebody
 * else has changed in the meantime is looked at before it would be overwritten.
 */
export function GlobalsEditor({ application }: { application: Application }) {
  const { id } = application;
  const patch = usePatchApplication(id);
  const [base, setBase] = useState<readonly Global[]>(application.globals ?? []);
  const [rows, setRows] = useState(() => toRows(base));
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [theirs, setTheirs] = useState<readonly Global[]>();
  const errors = checkRows(rows);
  const changed = !isSame(toGlobals(rows), base);

  const start = (globals: readonly Global[]) => {
    setBase(globals);
    setRows(toRows(globals));
    setChecked(false);
    setTheirs(undefined);
  };
  const save = async (known: readonly Global[]) => {
    setChecked(true);
    setFailure(undefined);
    if (errors.some(({ key, json }) => key !== undefined || json !== undefined)) return;
    try {
      const { globals: present = [] } = await call<Application>('GET', `/applications/${id}`);
      if (!isSame(present, known)) return setTheirs(present);
      const saved = await patch.mutateAsync({ globals: toGlobals(rows) });
      start(saved.globals ?? []);
    } catch (error) {
      setFailure(error);
    }
  };
  const change = (row: number, given: Partial<GlobalRow>) =>
    setRows(rows.map((each) => (each.row === row ? { ...each, ...given } : each)));

  return (
    <Section
      title="Globals"
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<PlusIcon size={14} />}
          disabled={rows.length >= mostGlobals}
          onClick={() =>
            setRows([...rows, { row: Math.max(-1, ...rows.map(({ row }) => row)) + 1, key: '', json: '' }])
          }
        >
          Add a global
        </Button>
      }
    >
      {rows.length === 0 ? (
        <Empty title="No globals">Values that everything in the application may read, each JSON under a key.</Empty>
      ) : (
        rows.map((row, index) => (
          <GlobalFields
            key={row.row}
            global={row}
            number={index + 1}
            errors={checked ? (errors[index] ?? {}) : {}}
            onChange={(given) => change(row.row, given)}
            onRemove={() => setRows(rows.filter((each) => each.row !== row.row))}
          />
        ))
      )}
      {theirs === undefined ? null : (
        <Alert color="orange" title="Somebody else has changed the globals" role="alert" mt="sm">
          <Text size="sm" mb="xs">
            What you typed is still here. Save it over theirs, or drop it and take theirs.
          </Text>
          <Group gap="xs">
            <Button size="xs" onClick={() => void save(theirs)}>
              Save mine
            </Button>
            <Button size="xs" variant="default" onClick={() => start(theirs)}>
              Take theirs
            </Button>
          </Group>
        </Alert>
      )}
      {failure === undefined ? null : <Failure error={failure} title="Not saved" />}
      {changed ? (
        <Group gap="sm" mt="sm">
          <Button loading={patch.isPending} onClick={() => void save(base)}>
            Save globals
          </Button>
          <Button variant="default" onClick={() => start(base)}>
            Discard
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed" role="status">
          {patch.isSuccess ? 'Saved' : ''}
        </Text>
      )}
    </Section>
  );
}

function isSame(a: readonly Global[], b: readonly Global[]): boolean {
  const plain = (globals: readonly Global[]) => JSON.stringify(toGlobals(toRows(globals)));
  return plain(a) === plain(b);
}
