import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { ApiError } from '../../api/errors.ts';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { useEditor } from './editor-context.ts';
import { compare } from './model/compare.ts';
import { labelOf } from './model/declarations.ts';
import { readDefinition } from './model/definition.ts';
import { type Part, toDraft } from './model/draft.ts';

/** What somebody has to know before going on: that a save was refused, that somebody else has saved, that a version is shown. */
export function Notices() {
  const { theirs, saveError, shown, problems } = useEditor();
  const isStale = saveError instanceof ApiError && saveError.status === 412;
  return (
    <div>
      {theirs ? <Conflict isRefused={isStale} /> : null}
      {saveError && problems.length > 0 ? <Problems /> : null}
      {saveError && problems.length === 0 && !(isStale && theirs) ? (
        <Failure error={saveError} title={t('It was not saved')} />
      ) : null}
      {shown.kind === 'develop' ? null : <ShownVersion />}
    </div>
  );
}

/** Somebody else has saved: what they did, and three ways on, of which none loses anything. */
function Conflict({ isRefused }: { isRefused: boolean }) {
  const { theirs, saved, pendingMerge, resolve } = useEditor();
  if (!theirs || !pendingMerge) return null;
  const { parts, globals } = compare(saved.draft, theirs.draft);
  const names = (wanted: string) =>
    [...parts].flatMap(([uid, how]) => {
      const part = [...theirs.draft.parts, ...saved.draft.parts].find((each) => each.uid === uid);
      return how === wanted && part ? [nameOf(part)] : [];
    });
  const lines = [
    [t('added'), names('added')],
    [t('changed'), names('changed')],
    [t('removed'), names('removed')],
  ] as const;
  const { both, others } = pendingMerge;
  return (
    <Alert color="orange" role="alert" title={t('Somebody else has saved this workflow')}>
      <Stack gap="xs">
        <Text size="sm">
          {isRefused
            ? t('What you have changed was not saved, and is still here.')
            : t('What you have changed is still here.')}
        </Text>
        <List size="sm">
          {lines.map(([how, list]) =>
            list.length === 0 ? null : (
              <List.Item key={how} className="foreign">
                {t('They have {how}: {list}', { how, list: list.join(', ') })}
              </List.Item>
            ),
          )}
          {globals ? <List.Item>{t('They have changed the globals')}</List.Item> : null}
        </List>
        {both.length === 0 && !others ? null : (
          <Text size="sm" className="foreign">
            {t('Changed on both sides, and kept as you have it: {value}', {
              value: [...both.map(nameOf), ...(others ? [t('globals')] : [])].join(', '),
            })}
          </Text>
        )}
        <Group gap="xs">
          <Button size="xs" onClick={() => resolve('merge')}>
            {t('Take their changes into mine')}
          </Button>
          <Button size="xs" variant="default" onClick={() => resolve('theirs')}>
            {t('Show theirs instead')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('Undo brings back what is here now.')}
          </Text>
        </Group>
      </Stack>
    </Alert>
  );
}

/** Why a save was refused, each with the way to where it is. */
function Problems() {
  const { problems, goTo, draft } = useEditor();
  const triggers = draft.parts.filter(({ kind }) => kind === 'trigger');
  return (
    <Alert color="red" role="alert" title={t('It was not saved: it could not run like this')}>
      <List size="sm">
        {problems.map(({ message, nodeId, trigger }) => {
          const uid = nodeId ?? (trigger === undefined ? undefined : triggers[trigger]?.uid);
          return (
            <List.Item key={message} className="foreign">
              {uid === undefined ? (
                message
              ) : (
                <Anchor component="button" type="button" size="sm" ta="left" onClick={() => goTo(uid)}>
                  {message}
                </Anchor>
              )}
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}

function ShownVersion() {
  const { shown, setShown, apply, isDifferent, difference } = useEditor();
  if (shown.kind === 'develop') return null;
  const name = shown.version.version ?? shown.version.id;
  const others = [
    ...(difference?.globals ? [t('globals')] : []),
    ...(difference?.customNodeConfig ? [t('inputs')] : []),
  ];
  return (
    <Alert
      color="gray"
      role="status"
      title={
        shown.kind === 'version'
          ? t('Version {name}, as it is', { name })
          : t('What develop has that {name} has not', { name })
      }
    >
      <Group gap="xs">
        <Text size="sm">
          {shown.kind === 'version'
            ? t('Versions do not change.')
            : isDifferent
              ? t('Added, changed and removed parts are marked.{part}', {
                  part: others.length === 0 ? '' : t(' Also changed: {others}.', { others: others.join(', ') }),
                })
              : t('They do not differ.')}
        </Text>
        <Button size="compact-xs" onClick={() => setShown({ kind: 'develop' })}>
          {t('Back to develop')}
        </Button>
        {shown.kind === 'version' ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              apply(() => toDraft(readDefinition(shown.version)));
              setShown({ kind: 'develop' });
            }}
          >
            {t('Edit a copy in develop')}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

function nameOf({ kind, source }: Part): string {
  return labelOf(kind, source);
}
