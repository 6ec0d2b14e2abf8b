import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { localizeTimes } from '../../shared/format.ts';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { mostRows, StreamPanel } from './stream-panel.tsx';

export interface LogLine {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly type: string;
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly message: string;
  readonly details?: unknown;
}

/** Every type of line (docs/debugging.md), with its name for people. */
const types = [
  ['connect', t('connections')],
  ['disconnect', t('disconnections')],
  ['authFailure', t('refused logins')],
  ['subscribe', t('subscriptions')],
  ['state', t('states')],
  ['stateRefused', t('refused states')],
  ['stateDropped', t('values that were not stored')],
  ['command', t('commands')],
  ['message', t('messages')],
  ['messageRefused', t('refused messages')],
  ['throttled', t('throttling')],
  ['archive', t('archives')],
  ['retention', 'retention'],
  ['event', t('events')],
  ['integration', t('integrations')],
  ['dataTable', t('data tables')],
  ['file', t('files')],
] as const;

/** What happens in the application, as it happens. */
export function LogPanel({ applicationId }: { applicationId: string }) {
  const [type, setType] = useState('');
  const [device, setDevice] = useState('');
  const [text, setText] = useState('');
  const passes = ({ data }: LiveEvent<LogLine>) =>
    (type === '' || data.type === type) &&
    (device === '' || contains(data.deviceName, device) || data.deviceId === device.toLowerCase()) &&
    (text === '' || contains(data.message, text) || contains(data.type, text) || contains(data.deviceName, text));
  const live = useLiveEvents<LogLine>({
    path: `/applications/${applicationId}/logStream`,
    limit: mostRows,
    accept: passes,
  });
  return (
    <StreamPanel
      title={t('Application log')}
      label={t('Log')}
      live={live}
      shows={passes}
      cells={logCells}
      inspect={inspectLine}
      empty={{
        title: t('Nothing yet'),
        hint: t('Connections, states, commands and refusals appear here as they happen.'),
      }}
      controls={
        <>
          <NativeSelect
            size="xs"
            label={t('Type')}
            data={[{ value: '', label: t('everything') }, ...types.map(([value, label]) => ({ value, label }))]}
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={t('Device')}
            placeholder={t('name or id')}
            w={130}
            value={device}
            onChange={(event) => setDevice(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={t('Text')}
            placeholder={t('part of a line')}
            w={130}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </>
      }
    />
  );
}

function contains(text: string | undefined, part: string): boolean {
  return text?.toLowerCase().includes(part.toLowerCase()) ?? false;
}

function logCells({ data }: LiveEvent<LogLine>, onInspect: () => void) {
  return (
    <>
      <td className="stream-time">
        <Time value={data.time} format="clock" />
      </td>
      <td className="stream-kind foreign" data-level={data.level}>
        {data.type}
        {data.deviceName === undefined ? null : <div>{data.deviceName}</div>}
      </td>
      <td className="foreign">
        <button type="button" className="stream-open" onClick={onInspect}>
          {toValues(data) ?? localizeTimes(data.message)}
        </button>
      </td>
    </>
  );
}

/**
 * What a stored state holds, before anything else that the line says: the row has the device and the time already. Times of
 * reports that differ from their arrival are in the window that the row opens.
 */
function toValues({ type, message }: LogLine): string | undefined {
  if (type !== 'state') return undefined;
  return /^The state of .* was stored: (.*)$/s.exec(message)?.[1];
}

function inspectLine({ data }: LiveEvent<LogLine>) {
  return { title: localizeTimes(data.message), time: data.time, text: JSON.stringify(data, undefined, 2) };
}
