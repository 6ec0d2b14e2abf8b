import { ActionIcon, Tooltip } from '@mantine/core';
import { Handle, type NodeProps, NodeResizer, Position } from '@xyflow/react';
import { memo } from 'react';
import { AlarmIcon, DownIcon, PlayIcon } from '../../../shared/icons.tsx';
import { t } from '../../../words/words.ts';
import { usePartActions } from '../editor-context.ts';
import { findNodeDeclaration, findTriggerDeclaration, labelOf, nameOfType } from '../model/declarations.ts';
import { loopType } from '../model/draft.ts';
import type { CanvasNode, Output } from './canvas-nodes.ts';

/** A node or a trigger on the canvas. */
export const PartView = memo(function PartView({ data, selected }: NodeProps<CanvasNode>) {
  const { part, mark, outputs } = data;
  const { kind, source } = part;
  const label = labelOf(kind, source);
  const type = nameOfType(kind, source.type);
  const silence = findSilence(part.kind, source.type);
  const problems = mark?.problems ?? [];
  return (
    <div
      className="part"
      data-kind={kind}
      data-selected={selected}
      data-run={mark?.run}
      data-difference={mark?.difference}
      data-problems={problems.length > 0}
    >
      {kind === 'node' ? <Handle type="target" position={Position.Top} id="in" /> : null}
      <div className="part-text">
        <div className="part-label foreign">{label}</div>
        <div className="part-type">
          {mark?.difference === undefined ? null : <strong>{mark.difference} </strong>}
          {label === type ? (kind === 'trigger' ? t('trigger') : '') : type}
          {silence === undefined ? null : <span className="part-silent"> {silence}</span>}
        </div>
      </div>
      {problems.length === 0 ? null : (
        <Tooltip label={problems.join('\n')} multiline w={280} style={{ whiteSpace: 'pre-line' }}>
          <span className="part-problem">
            <AlarmIcon size={16} />
          </span>
        </Tooltip>
      )}
      <PartAction data={data} />
      {outputs.map((output) => (
        <OutputHandle key={output.index} output={output} />
      ))}
    </div>
  );
});

/** What a click on the part itself cannot do: press a button, go into a loop. */
function PartAction({ data: { part } }: { data: CanvasNode['data'] }) {
  const { press, openScope } = usePartActions();
  const { source, kind, uid } = part;
  if (kind === 'trigger' && source.type === 'virtualButton') {
    return (
      <ActionIcon
        className="nodrag"
        size="md"
        variant="filled"
        aria-label={t('Press {labelOf}', { labelOf: labelOf(kind, source) })}
        onClick={(event) => {
          event.stopPropagation();
          press(part);
        }}
      >
        <PlayIcon size={14} />
      </ActionIcon>
    );
  }
  if (source.type !== loopType) return null;
  return (
    <ActionIcon
      className="nodrag"
      size="md"
      variant="default"
      aria-label={t('Open the body of {labelOf}', { labelOf: labelOf(kind, source) })}
      onClick={(event) => {
        event.stopPropagation();
        openScope(uid);
      }}
    >
      <DownIcon size={14} />
    </ActionIcon>
  );
}

function findSilence(kind: 'node' | 'trigger', type: string): string | undefined {
  if (kind === 'node') return findNodeDeclaration(type) ? undefined : t('does not run here');
  const declaration = findTriggerDeclaration(type);
  return declaration?.fires ? undefined : declaration ? t('does not fire yet') : t('unknown here');
}

function OutputHandle({ output: { index, name, at } }: { output: Output }) {
  const left = `${at * 100}%`;
  return (
    <>
      {name === '' ? null : (
        <span className="part-output foreign" style={{ left }}>
          {name}
        </span>
      )}
      <Handle type="source" position={Position.Bottom} id={String(index)} style={{ left }} />
    </>
  );
}

/** A note: text of its size, behind everything else. */
export const NoteView = memo(function NoteView({ data, selected, draggable }: NodeProps<CanvasNode>) {
  const { resize } = usePartActions();
  const { part, mark } = data;
  const text = part.source.meta?.annotationText;
  return (
    <>
      <NodeResizer
        isVisible={selected === true && draggable === true}
        minWidth={80}
        minHeight={50}
        onResizeEnd={(_event, { x, y, width, height }) => resize(part.uid, { x, y, width, height })}
      />
      <div className="note foreign" data-selected={selected} data-difference={mark?.difference}>
        {typeof text === 'string' && text !== '' ? text : t('Note')}
      </div>
    </>
  );
});

/** Where each turn of a loop begins, on the canvas of its body. */
export const EntryView = memo(function EntryView({ data }: NodeProps<CanvasNode>) {
  return (
    <div className="part" data-kind="entry">
      <div className="part-text">
        <div className="part-label">{t('Each turn')}</div>
        <div className="part-type">{t('begins here')}</div>
      </div>
      {data.outputs.map((output) => (
        <OutputHandle key={output.index} output={output} />
      ))}
    </div>
  );
});

export const nodeTypes = { part: PartView, note: NoteView, entry: EntryView };
