import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import { usePatchApplication } from '../../shared/use-patch-application.ts';
import { GlobalFields } from './global-fields.tsx';
import { checkRows, type Global, type GlobalRow, mostGlobals, toGlobals, toRows } from './global-rows.ts';

/** What somebody else has made of the globals while they were edited here. */
class ChangedMeanwhile extends Error {
  readonly theirs: readonly Global[];

  constructor(theirs: readonly Global[]) {
    super('Somebody else has changed the globals');
    this.theirs = theirs;
  }
}

/**
 * The globals of an application, edited together and saved together. The API takes them only as a whole, so what somebody
 * else has changed in the meantime is looked at before it would be overwritten.
 */
export function GlobalsEditor({ application }: { application: Application }) {
  const { id: applicationId } = application;
  const patch = usePatchApplication(applicationId);
  const [base, setBase] = useState<readonly Global[]>(application.globals ?? []);
  const [theirs, setTheirs] = useState<readonly Global[]>();
  const form = useForm({
    initial: { rows: toRows(base) },
    check: ({ rows }) => ({
      rows: checkRows(rows).some(({ key, json }) => key !== undefined || json !== undefined) ? 'See below' : undefined,
    }),
    save: async ({ rows }) => {
      const { globals: present = [] } = await request('GET', '/applications/{applicationId}', {
        path: { applicationId },
      });
      if (!isSame(present, theirs ?? base)) {
        setTheirs(present);
        throw new ChangedMeanwhile(present);
      }
      const saved = await patch({ globals: toGlobals(rows) });
      setBase(saved.globals ?? []);
      setTheirs(undefined);
    },
  });
  const { rows } = form.values;
  const errors = form.errors.of('rows') === undefined ? [] : checkRows(rows);
  const setRows = (changed: readonly GlobalRow[]) => form.change({ rows: changed });
  const start = (globals: readonly Global[]) => {
    setBase(globals);
    setTheirs(undefined);
    form.reset();
  };
  const conflict = form.errors.rest instanceof ChangedMeanwhile ? form.errors.rest : undefined;

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
      <FormView
        form={conflict === undefined ? form : { ...form, errors: { of: form.errors.of, rest: undefined } }}
        label="Globals"
        submitLabel={conflict === undefined ? 'Save globals' : 'Save mine'}
        failureTitle="Not saved"
        onlyWhenChanged
        after={
          conflict !== undefined ? (
            <Button variant="default" onClick={() => start(conflict.theirs)}>
              Take theirs
            </Button>
          ) : (
            <Button variant="default" onClick={() => form.reset()}>
              Discard
            </Button>
          )
        }
      >
        {rows.length === 0 ? (
          <Empty title="No globals">Values that everything in the application may read, each JSON under a key.</Empty>
        ) : (
          <Group gap={0} align="stretch" style={{ flexDirection: 'column' }}>
            {rows.map((row, index) => (
              <GlobalFields
                key={row.row}
                global={row}
                number={index + 1}
                errors={errors[index] ?? {}}
                onChange={(given) => setRows(rows.map((each) => (each.row === row.row ? { ...each, ...given } : each)))}
                onRemove={() => setRows(rows.filter((each) => each.row !== row.row))}
              />
            ))}
          </Group>
        )}
        {conflict === undefined ? null : (
          <Alert color="orange" title="Somebody else has changed the globals" role="alert">
            <Text size="sm">What you typed is still here. Save it over theirs, or drop it and take theirs.</Text>
          </Alert>
        )}
      </FormView>
    </Section>
  );
}

function isSame(a: readonly Global[], b: readonly Global[]): boolean {
  const plain = (globals: readonly Global[]) => JSON.stringify(toGlobals(toRows(globals)));
  return plain(a) === plain(b);
}
