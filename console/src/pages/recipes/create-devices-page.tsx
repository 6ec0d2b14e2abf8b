import { Alert, Anchor, Button, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Recipe } from '../../api/types.ts';
import { formatCount } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Empty, Failure, QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { CreationResult } from './creation-result.tsx';
import {
  type ColumnChoice,
  guessColumns,
  judgeHeader,
  maxDevices,
  noColumns,
  type ParsedCsv,
  parseCsv,
} from './csv-preview.ts';
import { CsvStep } from './csv-step.tsx';
import { PreviewTable } from './preview-table.tsx';
import { recipeChoicesQuery } from './queries.ts';

/** Makes many devices: a recipe says what they have in common, a CSV or a number how many there are and how they differ. */
export function CreateDevicesPage() {
  const { applicationId } = useIds();
  const recipes = useQuery(recipeChoicesQuery(applicationId));
  return (
    <Page
      title={t('Create devices')}
      description={t('A recipe says what the devices have in common. A CSV says how each of them differs.')}
    >
      <QueryView query={recipes}>
        {({ items }) =>
          items.length === 0 ? (
            <Section title={t('Recipe')}>
              <Empty
                title={t('There is no recipe yet')}
                action={
                  <Button component={Link} to={`/applications/${applicationId}/recipes`}>
                    {t('Make a recipe')}
                  </Button>
                }
              >
                {t('A recipe has the class, the attributes and the tags that the new devices share.')}
              </Empty>
            </Section>
          ) : (
            <CreateDevices applicationId={applicationId} recipes={items} />
          )
        }
      </QueryView>
    </Page>
  );
}

type Source = 'csv' | 'count';

function CreateDevices({ applicationId, recipes }: { applicationId: string; recipes: readonly Recipe[] }) {
  const { recipe: wanted } = useSearch({ strict: false }) as { recipe?: unknown };
  const queryClient = useQueryClient();
  const [recipeId, setRecipeId] = useState(recipes.find(({ id }) => id === wanted)?.id ?? recipes[0]?.id ?? '');
  const [source, setSource] = useState<Source>('csv');
  const [text, setText] = useState('');
  const [count, setCount] = useState(10);
  const [choice, setChoice] = useState<ColumnChoice>(noColumns);
  const [makesKeys, setMakesKeys] = useState(false);
  const { csv, error } = useMemo(() => readText(text), [text]);
  const recipe = recipes.find(({ id }) => id === recipeId);
  const create = useMutation({
    mutationFn: () => {
      const columns = Object.fromEntries(Object.entries(choice).filter(([, column]) => column !== ''));
      return request('POST', '/applications/{applicationId}/device-recipes/{deviceRecipeId}/bulkCreate', {
        path: { applicationId, deviceRecipeId: recipeId },
        body: { ...(source === 'csv' ? { csv: text, ...columns } : { count }), makeUniqueKeySecret: makesKeys },
      });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) }),
    // It may hold secrets; nothing keeps it but the page that shows it.
    gcTime: 0,
  });
  const total = source === 'count' ? count : (csv?.rows.length ?? 0);
  const isReady = source === 'count' ? count > 0 : csv !== undefined && judgeHeader(csv.header, choice).length === 0;
  const change = (next: string) => {
    setText(next);
    const read = readText(next).csv;
    setChoice(read ? guessColumns(read.header) : noColumns);
  };
  if (create.data) {
    return (
      <CreationResult
        applicationId={applicationId}
        answer={create.data}
        total={total}
        fileName={`${recipe?.name ?? 'devices'}-result.csv`}
        hasKeys={makesKeys}
        onAgain={() => {
          create.reset();
          setText('');
        }}
      />
    );
  }
  return (
    <>
      <Section title={t('1. Recipe')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} maw={860}>
          <Select
            label={t('Recipe')}
            searchable
            allowDeselect={false}
            data={recipes.map(({ id, name }) => ({ value: id, label: name }))}
            value={recipeId}
            onChange={(id) => setRecipeId(id ?? recipeId)}
          />
          {recipe ? <RecipeSummary applicationId={applicationId} recipe={recipe} /> : null}
        </SimpleGrid>
      </Section>
      <Section title={t('2. Devices')}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t('Where the devices come from')}
            style={{ alignSelf: 'flex-start' }}
            data={[
              { value: 'csv', label: t('From a CSV') },
              { value: 'count', label: t('Just a number of them') },
            ]}
            value={source}
            onChange={(value) => setSource(value as Source)}
          />
          {source === 'count' ? (
            <NumberInput
              label={t('How many')}
              description={t('They are called by the recipe’s name and a number.')}
              maw={240}
              min={1}
              max={maxDevices}
              allowDecimal={false}
              value={count}
              onChange={(value) => setCount(Number(value) || 0)}
            />
          ) : (
            <>
              <CsvStep text={text} onChange={change} error={error} />
              {csv ? <ColumnChoices csv={csv} choice={choice} onChange={setChoice} /> : null}
              {csv ? <PreviewTable csv={csv} choice={choice} /> : null}
            </>
          )}
        </Stack>
      </Section>
      <Section title={t('3. Create')}>
        <Stack gap="md" align="flex-start">
          <Switch
            label={t('An access key for each device')}
            description={t(
              'The result has the keys and their secrets, and is the only place that ever shows the secrets.',
            )}
            checked={makesKeys}
            onChange={(event) => setMakesKeys(event.currentTarget.checked)}
          />
          {create.error ? <Failure error={create.error} /> : null}
          <Button loading={create.isPending} disabled={!isReady || total === 0} onClick={() => create.mutate()}>
            {total === 0 ? t('Create devices') : t('Create {devices}', { devices: formatCount(total, 'device') })}
          </Button>
        </Stack>
      </Section>
    </>
  );
}

function RecipeSummary({ applicationId, recipe }: { applicationId: string; recipe: Recipe }) {
  const { attributes, deviceClass, id, tags } = recipe;
  const names = attributes.map(({ name }) => name).join(', ') || 'none';
  return (
    <Alert color="gray" title={deviceClass} className="foreign">
      {tx('Attributes: {names}. {tags}. {link}', {
        names,
        tags: formatCount(tags.length, 'tag'),
        link: (
          <Anchor component={Link} to={`/applications/${applicationId}/recipes/${id}`} size="sm" underline="always">
            {t('Open the recipe')}
          </Anchor>
        ),
      })}
    </Alert>
  );
}

interface ColumnChoicesProps {
  readonly csv: ParsedCsv;
  readonly choice: ColumnChoice;
  readonly onChange: (choice: ColumnChoice) => void;
}

function ColumnChoices({ csv, choice, onChange }: ColumnChoicesProps) {
  const data = [...new Set(csv.header)].filter((column) => column !== '');
  const select = (field: keyof ColumnChoice, label: string, placeholder: string) => (
    <Select
      label={label}
      placeholder={placeholder}
      clearable
      data={data}
      value={choice[field] === '' ? null : choice[field]}
      onChange={(column) => onChange({ ...choice, [field]: column ?? '' })}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} maw={860}>
      {select('nameColumn', t('Column of names'), t('None: numbered'))}
      {select('descriptionColumn', t('Column of descriptions'), t('None'))}
      {select('gatewayIdColumn', t('Column of gateway ids'), t('None'))}
    </SimpleGrid>
  );
}

function readText(text: string): { csv?: ParsedCsv; error: string | undefined } {
  if (text.trim() === '') return { error: undefined };
  try {
    return { csv: parseCsv(text), error: undefined };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
