import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { countBytes, formatText, previewPayload, type TopicMessage } from './payload.ts';
import { mostRows, StreamPanel } from './stream-panel.tsx';
import { TopicNames, TopicText } from './topic-names.tsx';

/** The messages that match a topic filter, which the viewer chooses; everything, to begin with. */
export function TopicPanel({ applicationId }: { applicationId: string }) {
  const [filter, setFilter] = useState('#');
  const [typed, setTyped] = useState('#');
  const watch = (event: FormEvent) => {
    event.preventDefault();
    setFilter(typed.trim() === '' ? '#' : typed.trim());
  };
  return (
    // Another filter is another stream, with rows and counts of its own.
    <TopicStream
      key={filter}
      applicationId={applicationId}
      filter={filter}
      chooser={
        <form onSubmit={watch} aria-label={t('Topic filter')} style={{ display: 'contents' }}>
          <TextInput
            size="xs"
            label={t('Topic filter')}
            placeholder={t('plant/+/alarm or #')}
            w={170}
            maxLength={1024}
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" variant={typed.trim() === filter ? 'default' : 'filled'}>
            {t('Watch')}
          </Button>
        </form>
      }
    />
  );
}

function TopicStream(props: { applicationId: string; filter: string; chooser: ReactNode }) {
  const { applicationId, filter, chooser } = props;
  const [text, setText] = useState('');
  const wanted = text.toLowerCase();
  const passes = ({ data }: LiveEvent<TopicMessage>) =>
    wanted === '' || `${data.topic} ${data.message}`.toLowerCase().includes(wanted);
  const live = useLiveEvents<TopicMessage>({
    path: `/applications/${applicationId}/mqttSubscriptionStream`,
    query: { topic: filter },
    limit: mostRows,
    accept: passes,
  });
  return (
    <TopicNames applicationId={applicationId} topics={live.rows.map(({ data }) => data.topic)}>
      <StreamPanel
        title={t('Messages')}
        label={t('Messages')}
        live={live}
        shows={passes}
        cells={messageCells}
        inspect={inspectMessage}
        empty={{
          title: t('Nothing yet'),
          hint: t('Messages whose topic matches {filter} appear here as they are published.', { filter }),
        }}
        controls={
          <>
            {chooser}
            <TextInput
              size="xs"
              label={t('Text')}
              placeholder={t('in topic or payload')}
              w={140}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </>
        }
      />
    </TopicNames>
  );
}

function messageCells({ data, receivedAt }: LiveEvent<TopicMessage>, onInspect: () => void) {
  return (
    <>
      <td className="stream-time">
        <Time value={receivedAt} format="clock" />
      </td>
      <td className="foreign">
        <TopicText topic={data.topic} />
        <button type="button" className="stream-open stream-payload" onClick={onInspect}>
          {previewPayload(data)}
        </button>
      </td>
    </>
  );
}

function inspectMessage({ data, receivedAt }: LiveEvent<TopicMessage>) {
  const text =
    data.encoding === 'base64'
      ? t('{countBytes} bytes as base64:\n{message}', { countBytes: countBytes(data), message: data.message })
      : formatText(data.message);
  return { title: data.topic, time: receivedAt, text };
}
