import { ActionIcon, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { TrashIcon } from '../../../shared/icons.tsx';
import { t } from '../../../words/words.ts';
import { outputsOf } from '../canvas/canvas-nodes.ts';
import { useEditor } from '../editor-context.ts';
import { labelOf, nameOfType } from '../model/declarations.ts';
import { bodyOutput, loopType, type Part, partsInScope, reaches } from '../model/draft.ts';

/** Where a part leads, output by output: what the mouse does by drawing wires, in a form. */
export function WiresInput({ part }: { part: Part }) {
  const outputs = outputsOf(part);
  if (outputs.length === 0) return null;
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('Then')}
      </Text>
      {outputs.map(({ index, name }) => (
        <OutputWires key={index} part={part} output={index} name={name} />
      ))}
      {part.source.type === loopType ? <BodyWires part={part} /> : null}
    </Stack>
  );
}

function BodyWires({ part }: { part: Part }) {
  const { openScope } = useEditor();
  return (
    <Button variant="default" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => openScope(part.uid)}>
      {t('Open the body of the loop')}
    </Button>
  );
}

/** The wires of one output; with `source` those of the loop whose body is open. */
export function OutputWires({ part, output, name }: { part: Part; output: number; name: string }) {
  const { draft, scope, change, goTo, isLocked } = useEditor();
  const [chosen, setChosen] = useState('');
  const ids = part.source.outputIds?.[output] ?? [];
  const byUid = new Map(draft.parts.map((each) => [each.uid, each]));
  const targets = partsInScope(draft, output === bodyOutput && part.source.type === loopType ? part.uid : scope).filter(
    (each) =>
      each.kind === 'node' &&
      each.uid !== part.uid &&
      each.source.type !== 'AnnotationNode' &&
      !ids.includes(each.uid) &&
      !reaches(draft, each.uid, part.uid),
  );
  const what = name === '' ? t('the next node') : t('the next node of output {name}', { name });
  return (
    <Stack gap={4}>
      {name === '' ? null : (
        <Text size="xs" c="dimmed" className="foreign">
          {name}
        </Text>
      )}
      {ids.map((id) => {
        const target = byUid.get(id);
        const label = target ? labelOf(target.kind, target.source) : id;
        return (
          <Group key={id} gap="xs" wrap="nowrap" justify="space-between">
            <Button variant="subtle" size="compact-sm" onClick={() => goTo(id)} disabled={!target}>
              {label}
            </Button>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={isLocked}
              aria-label={t('Remove the wire to {label}', { label })}
              onClick={() => change.disconnect({ from: part.uid, output, to: id })}
            >
              <TrashIcon size={14} />
            </ActionIcon>
          </Group>
        );
      })}
      {isLocked ? null : (
        <Group gap="xs" wrap="nowrap">
          <NativeSelect
            size="xs"
            flex={1}
            aria-label={t('Choose {what}', { what })}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[
              { value: '', label: targets.length === 0 ? t('No other node is free') : t('Wire to…') },
              ...targets.map(({ uid, kind, source }) => ({
                value: uid,
                label: `${labelOf(kind, source)} (${nameOfType(kind, source.type)})`,
              })),
            ]}
          />
          <Button
            size="xs"
            variant="default"
            disabled={chosen === ''}
            aria-label={t('Wire {what}', { what })}
            onClick={() => {
              change.connect({ from: part.uid, output, to: chosen });
              setChosen('');
            }}
          >
            {t('Wire')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
