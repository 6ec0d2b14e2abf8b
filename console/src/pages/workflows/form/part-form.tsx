import { Alert, Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { checkPart, isMeant } from '../model/check.ts';
import {
  type FieldDeclaration,
  findNodeDeclaration,
  findTriggerDeclaration,
  labelOf,
  nameOfType,
} from '../model/declarations.ts';
import type { FlowTrigger } from '../model/definition.ts';
import { changePart, type Part, setConfig, setMeta } from '../model/draft.ts';
import { problemsByPart, withoutPart } from '../model/marks.ts';
import { listPaths } from '../model/payload-paths.ts';
import { ConfigText } from './config-text.tsx';
import { CustomNodeInputs } from './custom-node-inputs.tsx';
import { FieldInput } from './field-input.tsx';
import { KeyInput } from './key-input.tsx';
import { WiresInput } from './wires-input.tsx';

/** The form of one part. What is typed is on the canvas at once; saving is the workflow's. */
export function PartForm({ part }: { part: Part }) {
  const { apply, checked, drawn, formCalls, isLocked, live, problems, removeSelected } = useEditor();
  const { uid, kind, source } = part;
  const declaration = kind === 'node' ? findNodeDeclaration(source.type) : findTriggerDeclaration(source.type);
  const fields: readonly FieldDeclaration[] = declaration?.fields ?? [];
  const config = source.config ?? {};
  const errors = useMemo(() => {
    const told = problemsByPart(drawn.parts, checked ?? []).get(uid) ?? [];
    return new Map([
      ...told.flatMap((problem) => (problem.key === undefined ? [] : [[problem.key, withoutPart(problem)] as const])),
      ...checkPart(part).map(({ key, message }) => [key, message] as const),
    ]);
  }, [part, uid, drawn, checked]);
  const paths = useMemo(() => listPaths(live.payload), [live.payload]);
  const refused = problems.filter(({ nodeId }) => nodeId === uid);
  const form = useRef<HTMLDivElement>(null);

  // Enter on the canvas leads here.
  useEffect(() => {
    if (formCalls === 0) return;
    form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, [formCalls]);

  const meta = (name: string, value: unknown) =>
    apply((draft) => setMeta(draft, uid, { [name]: value }), `${uid} ${name}`);
  const isNote = source.type === 'AnnotationNode';
  const isCall = source.type === 'CustomNodeExecuteNode';
  return (
    <Stack gap="sm" ref={form} role="form" aria-label={t('Form of {labelOf}', { labelOf: labelOf(kind, source) })}>
      <div>
        <Title order={2} className="foreign">
          {nameOfType(kind, source.type)}
        </Title>
        <Text size="sm" c="dimmed">
          {declaration?.summary ?? t('This server keeps it as it is, and cannot run it.')}
        </Text>
        {kind === 'trigger' && declaration && 'fires' in declaration && !declaration.fires ? (
          <Text size="sm" c="orange">
            {t('It does not fire on this server yet.')}
          </Text>
        ) : null}
      </div>
      {refused.length === 0 ? null : (
        <Alert color="red" role="alert" title={t('Not saved because of this')}>
          {refused.map(({ message }) => (
            <Text key={message} size="sm" className="foreign">
              {message}
            </Text>
          ))}
        </Alert>
      )}
      {isNote ? (
        <Textarea
          label={t('Text')}
          autosize
          minRows={4}
          maxRows={20}
          disabled={isLocked}
          value={textOf(source.meta?.annotationText)}
          onChange={(event) => meta('annotationText', event.currentTarget.value)}
        />
      ) : (
        <TextInput
          label={t('Label')}
          disabled={isLocked}
          value={textOf(source.meta?.label)}
          onChange={(event) => meta('label', event.currentTarget.value)}
        />
      )}
      {kind === 'trigger' && declaration && 'key' in declaration ? (
        <KeyInput
          rule={declaration.key}
          value={(source as FlowTrigger).key ?? ''}
          error={errors.get('key')}
          disabled={isLocked}
          onChange={(key) => apply((draft) => changePart(draft, uid, (before) => ({ ...before, key })), `${uid} key`)}
        />
      ) : null}
      {source.type === 'virtualButton' ? <ButtonPayload part={part} /> : null}
      {isCall ? <CustomNodeInputs part={part} paths={paths} /> : null}
      {fields
        .filter((field) => isMeant(field, fields, config) && !(isCall && field.key !== 'resultPath'))
        .map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            fields={fields}
            config={config}
            prefix=""
            errors={errors}
            paths={paths}
            disabled={isLocked}
            onChange={(value) =>
              apply((draft) => setConfig(draft, uid, { ...config, [field.key]: value }), `${uid} ${field.key}`)
            }
          />
        ))}
      <WiresInput part={part} />
      {isNote ? null : (
        <Textarea
          label={t('Description')}
          autosize
          minRows={2}
          maxRows={8}
          disabled={isLocked}
          value={textOf(source.meta?.description)}
          onChange={(event) => meta('description', event.currentTarget.value)}
        />
      )}
      {isNote ? null : <ConfigText key={uid} part={part} isOpen={!declaration} />}
      {isLocked ? null : (
        <Group>
          <Button variant="default" size="xs" onClick={removeSelected}>
            {t('Delete')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What a press sends, and the press itself. */
function ButtonPayload({ part }: { part: Part }) {
  const { apply, isLocked, press, pressFailure } = useEditor();
  const payload = part.source.meta?.payload;
  const text = typeof payload === 'string' ? payload : payload === undefined ? '' : JSON.stringify(payload, null, 2);
  const problem = findProblem(text);
  return (
    <>
      <Textarea
        className="code-input"
        label={t('Payload')}
        description={t('JSON: what is in data when the button is pressed.')}
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        error={problem}
        disabled={isLocked}
        value={text}
        onChange={(event) => {
          const { value } = event.currentTarget;
          apply((draft) => setMeta(draft, part.uid, { payload: value }), `${part.uid} payload`);
        }}
      />
      <Group>
        <Button size="xs" disabled={problem !== undefined} onClick={() => press(part)}>
          {t('Press')}
        </Button>
        {pressFailure === undefined ? null : (
          <Text size="sm" c="red" role="alert">
            {pressFailure}
          </Text>
        )}
      </Group>
    </>
  );
}

function findProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return t('This is no JSON');
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
