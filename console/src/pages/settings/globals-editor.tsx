import { Button, Group } from '@mantine/core';
import { request } from '../../api/client.ts';
import type { Application } from '../../api/types.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import { usePatchApplication } from '../../shared/use-patch-application.ts';
import { t } from '../../words/words.ts';
import { GlobalFields } from './global-fields.tsx';
import { checkRows, type GlobalRow, mostGlobals, toGlobals, toRows } from './global-rows.ts';

/** The globals of an application, edited together and saved together: the API takes them only as a whole. */
export function GlobalsEditor({ application }: { application: Application }) {
  const { id: applicationId } = application;
  const patch = usePatchApplication(applicationId);
  const form = useForm({
    initial: toDraft(application),
    stored: storedItem(application, toDraft, () =>
      request('GET', '/applications/{applicationId}', { path: { applicationId } }),
    ),
    check: ({ globals }) => ({
      globals: checkRows(globals).some(({ key, json }) => key !== undefined || json !== undefined)
        ? t('See below')
        : undefined,
    }),
    save: ({ globals }, ifMatch) => patch({ globals: toGlobals(globals) }, ifMatch),
  });
  const { globals: rows } = form.values;
  const errors = form.errors.of('globals') === undefined ? [] : checkRows(rows);
  const setRows = (changed: readonly GlobalRow[]) => form.change({ globals: changed });
  return (
    <Section
      title={t('Globals')}
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
          {t('Add a global')}
        </Button>
      }
    >
      <FormView
        form={form}
        label={t('Globals')}
        submitLabel={t('Save globals')}
        failureTitle={t('Not saved')}
        onlyWhenChanged
        after={
          form.conflict === undefined ? (
            <Button variant="default" onClick={() => form.reset()}>
              {t('Discard')}
            </Button>
          ) : null
        }
      >
        {rows.length === 0 ? (
          <Empty title={t('No globals')}>
            {t('Values that everything in the application may read, each JSON under a key.')}
          </Empty>
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
      </FormView>
    </Section>
  );
}

function toDraft({ globals = [] }: Application) {
  return { globals: toRows(globals) };
}
