import { Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { t } from '../../words/words.ts';
import { outputsOf } from './canvas/canvas-nodes.ts';
import { listOffers, makePart, type Offer, writeOffer } from './canvas/offers.ts';
import { useEditor } from './editor-context.ts';
import { findPlace } from './model/new-part.ts';
import { customNodesQuery } from './queries.ts';

const groups: readonly (readonly [heading: string, holds: (offer: Offer) => boolean])[] = [
  [t('Triggers'), ({ kind, isSilent }) => kind === 'trigger' && !isSilent],
  [t('Logic'), ({ category }) => category === 'logic'],
  [t('Payload'), ({ category }) => category === 'payload'],
  [t('Devices'), ({ category }) => category === 'device'],
  [t('Data'), ({ category }) => category === 'data'],
  [t('To others'), ({ category }) => category === 'output'],
  [t('Debugging'), ({ category }) => category === 'debug'],
  [t('Custom nodes'), ({ kind }) => kind === 'customNode'],
  [t('Triggers that do not fire yet'), ({ kind, isSilent }) => kind === 'trigger' && isSilent],
];

/** What can be put on the canvas: by a click, below what is selected and wired to it, or by dragging. */
export function Palette() {
  const editor = useEditor();
  const { applicationId, flowId, workflow, scope, draft, selected } = editor;
  const [text, setText] = useState('');
  const canCall = ['cloud', 'experience', 'customNode'].includes(workflow.flowClass);
  const custom = useQuery({ ...customNodesQuery(applicationId), enabled: canCall });
  const offers = useMemo(
    () =>
      listOffers(
        workflow.flowClass,
        scope,
        (canCall ? (custom.data?.items ?? []) : []).filter(({ id }) => id !== flowId),
      ),
    [workflow.flowClass, scope, canCall, custom.data, flowId],
  );
  const wanted = text.trim().toLowerCase();
  const shown = offers.filter(({ label, id, summary }) => `${label} ${id} ${summary}`.toLowerCase().includes(wanted));
  const add = (offer: Offer) => {
    const [only] = selected;
    const after = selected.length === 1 && only && outputsOf(only).length > 0 ? only : undefined;
    const part = makePart(offer, findPlace(draft, scope, after), scope);
    if (part) editor.add(part, after);
  };
  return (
    <section className="workflow-palette" aria-label={t('Palette')}>
      <TextInput
        p="sm"
        pb={4}
        aria-label={t('Search triggers and nodes')}
        placeholder={t('Search')}
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = shown;
          if (event.key === 'Enter' && wanted !== '' && first) add(first);
        }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="workflow-scroll" tabIndex={0} aria-label={t('Triggers and nodes')}>
        {groups.map(([heading, holds]) => {
          const group = shown.filter(holds);
          if (group.length === 0) return null;
          return (
            <Stack key={heading} gap={1} mb="sm">
              <Text size="xs" fw={600} c="dimmed" mb={2}>
                {heading}
              </Text>
              {group.map((offer) => (
                <OfferButton key={offer.id} offer={offer} onAdd={() => add(offer)} />
              ))}
            </Stack>
          );
        })}
        {shown.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('Nothing here is called so.')}
          </Text>
        ) : null}
      </section>
    </section>
  );
}

function OfferButton({ offer, onAdd }: { offer: Offer; onAdd: () => void }) {
  const { label, summary, kind, isSilent } = offer;
  return (
    <Tooltip
      label={isSilent ? t('{summary} It does not fire on this server yet.', { summary }) : summary}
      multiline
      w={240}
      position="right"
    >
      <button
        type="button"
        className="offer foreign"
        data-kind={kind}
        draggable
        onDragStart={(event) => writeOffer(event.dataTransfer, offer)}
        onClick={onAdd}
      >
        {label}
      </button>
    </Tooltip>
  );
}
