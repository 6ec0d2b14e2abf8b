import { Alert, Box, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, describeError } from '../../../api/errors.ts';
import { ConfirmDialog } from '../../../shared/form/confirm-dialog.tsx';
import { formatCount } from '../../../shared/format.ts';
import { LockIcon } from '../../../shared/icons.tsx';
import { t } from '../../../words/words.ts';
import { type ActAnswer, pressButton } from '../block-calls.ts';
import { useDashboardContext } from '../dashboard-context.ts';
import type { Control, InputData } from '../shown-lists.ts';
import { type ControlValue, ControlView } from './controls.tsx';

const rowPx = 64;
/** More devices than this are confirmed by their number (dashboards.md, "8. Controls (input)"). */
const unasked = 10;

/**
 * Controls and buttons that send what they hold. Locked, they follow the devices; unlocked, they hold still and can be used.
 * The browser sends the values of controls alone: what is made of them is the server's.
 */
export function InputView({ blockId, data, label }: { blockId: string; data: InputData; label: string }) {
  const around = useDashboardContext();
  const { controls, isDead = false } = data;
  const mayAct = !isDead && around.mayAct(blockId);
  const [isUnlocked, setUnlocked] = useState(data.mode === 'unlocked');
  const [held, setHeld] = useState<Readonly<Record<string, ControlValue>>>({});
  const [frozen, setFrozen] = useState<readonly Control[]>();
  const [asked, setAsked] = useState<{ control: Control; question: string; confirmed: boolean }>();
  const [answer, setAnswer] = useState<{ control: Control; answer: ActAnswer }>();
  const nonce = useRef('');
  const isOpen = mayAct && isUnlocked;
  // Unlocked, nothing that a device reports moves a control under somebody's hand.
  const shown = isOpen ? (frozen ?? controls) : controls;
  const values = Object.fromEntries(
    shown.flatMap(({ id, value }) => {
      const own = held[id] ?? value;
      return own === undefined ? [] : [[id, own]];
    }),
  );
  const pressing = useMutation({
    mutationFn: ({ control, confirmed }: { control: Control; confirmed: boolean }) =>
      pressButton(around, blockId, {
        controlId: control.id,
        values,
        nonce: nonce.current,
        ...(confirmed ? { confirmed } : {}),
      }),
    onSuccess: (given, { control }) => setAnswer({ control, answer: given }),
    onError: (error, { control }) => {
      if (!(error instanceof ApiError) || error.status !== 409) return;
      setAsked({
        control,
        question: t('This sends to {devices}.', { devices: formatCount(control.deviceCount ?? unasked + 1, 'device') }),
        confirmed: true,
      });
    },
  });
  const begin = (control: Control) => {
    if (pressing.isPending) return;
    setAnswer(undefined);
    // One nonce for one wish, however often it is confirmed or tried again.
    nonce.current = crypto.randomUUID();
    const { confirm = '', deviceCount = 0 } = control;
    const isMany = deviceCount > unasked;
    const question = [
      confirm,
      isMany ? t('This sends to {devices}.', { devices: formatCount(deviceCount, 'device') }) : '',
    ]
      .filter(Boolean)
      .join(' ');
    if (question === '') pressing.mutate({ control, confirmed: false });
    else setAsked({ control, question, confirmed: isMany });
  };
  const lock = () => {
    setUnlocked(!isUnlocked);
    setFrozen(isUnlocked ? undefined : controls);
    if (isUnlocked) setHeld({});
  };
  const why = isDead ? t('The controls do not work where the dashboard is shared.') : t('You may look, but not send.');
  const rows = Math.max(1, ...shown.map(({ grid }) => (grid?.y ?? 0) + (grid?.h ?? 1)));
  return (
    <Stack gap={4} h="100%" role="group" aria-label={label}>
      {mayAct ? (
        <Switch
          size="xs"
          label={isUnlocked ? t('Unlocked') : t('Locked: follows the devices')}
          checked={isUnlocked}
          onChange={lock}
        />
      ) : (
        <Group gap={4} wrap="nowrap">
          <LockIcon size={14} />
          <Text size="xs" c="dimmed">
            {why}
          </Text>
        </Group>
      )}
      <Box style={{ overflow: 'auto', flex: 1, position: 'relative' }}>
        <Box className="dashboard-controls" style={{ minHeight: rows * rowPx }}>
          {shown.map((control) => (
            <Box key={control.id} className="dashboard-control" style={placeOf(control)}>
              <ControlView
                control={control}
                value={held[control.id] ?? control.value}
                isOpen={isOpen}
                isPending={pressing.isPending && pressing.variables?.control.id === control.id}
                onChange={(value) => setHeld((before) => ({ ...before, [control.id]: value }))}
                onPress={() => begin(control)}
              />
            </Box>
          ))}
        </Box>
      </Box>
      {answer ? <Outcome answer={answer.answer} /> : null}
      {pressing.error !== null && asked === undefined ? (
        <Alert color="red" p={6} role="alert">
          <Text size="xs" className="foreign">
            {describeError(pressing.error)}
          </Text>
        </Alert>
      ) : null}
      {asked ? (
        <ConfirmDialog
          title={asked.control.label || t('Send')}
          opened
          confirmLabel={t('Send')}
          onClose={() => setAsked(undefined)}
          onConfirm={async () => {
            const { control, confirmed } = asked;
            await pressing.mutateAsync({ control, confirmed });
            setAsked(undefined);
          }}
        >
          <Text size="sm" className="foreign">
            {asked.question}
          </Text>
        </ConfirmDialog>
      ) : null}
    </Stack>
  );
}

/** On an inner grid of four columns, rows of one control's height. */
function placeOf({ grid }: Control) {
  const { x = 0, y = 0, w = 4, h = 1 } = grid ?? {};
  return {
    gridColumn: `${Math.floor(x) + 1} / span ${Math.max(1, Math.round(w))}`,
    gridRow: `${Math.floor(y) + 1} / span ${Math.max(1, Math.round(h))}`,
  };
}

function Outcome({ answer }: { answer: ActAnswer }) {
  const { kind, count, results = [], isRepeated } = answer;
  const by = (status: string) => results.filter((each) => each.status === status).length;
  const refused = results.find(({ status }) => status === 'refused');
  const words =
    kind === 'workflow'
      ? t('The workflow was triggered.')
      : [
          by('sent') > 0 ? t('Sent to {devices}.', { devices: formatCount(by('sent'), 'device') }) : '',
          by('queued') > 0
            ? t('Waiting for {devices} to connect.', { devices: formatCount(by('queued'), 'device') })
            : '',
          by('refused') > 0
            ? t('Refused for {devices}: {message}', {
                devices: formatCount(by('refused'), 'device'),
                message: refused?.message ?? '',
              })
            : '',
          count === 0 ? t('No device is chosen, so nothing was sent.') : '',
        ]
          .filter(Boolean)
          .join(' ');
  return (
    <Text size="xs" role="status" className="foreign">
      {words}
      {isRepeated ? t(' It was sent already; nothing was sent twice.') : ''}
    </Text>
  );
}
