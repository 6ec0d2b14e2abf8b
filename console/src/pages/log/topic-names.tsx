import { Text } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { readDevices } from '../../api/queries/devices.ts';

const Names = createContext<ReadonlyMap<string, string>>(new Map());
const ofDevice = /^losant\/([0-9a-f]{24})\//;
/** As many as one query names; the rest at the next turn. */
const atATime = 100;
/** Names of more devices than a panel has rows for. */
const mostNames = 2_000;

/** Looks up the devices whose ids stand in topics, each once, for the rows inside. */
export function TopicNames(props: { applicationId: string; topics: readonly string[]; children: ReactNode }) {
  const { applicationId, topics, children } = props;
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = useRef(new Set<string>());
  const ids = [...new Set(topics.flatMap((topic) => ofDevice.exec(topic)?.[1] ?? []))];
  const unknown = ids
    .filter((id) => !asked.current.has(id))
    .slice(0, atATime)
    .join(',');
  useEffect(() => {
    if (unknown === '') return;
    const wanted = unknown.split(',');
    if (asked.current.size > mostNames) asked.current.clear();
    for (const id of wanted) asked.current.add(id);
    readDevices(applicationId, wanted).then(
      (devices) =>
        setNames(
          (before) => new Map([...before, ...devices.map(({ id, name }) => [id, name] as const)].slice(-mostNames)),
        ),
      // Rows say the ids then, as before.
      () => undefined,
    );
  }, [applicationId, unknown]);
  return <Names.Provider value={names}>{children}</Names.Provider>;
}

/** A topic, and after it whose it is, where an id stands in it. */
export function TopicText({ topic }: { topic: string }) {
  const names = useContext(Names);
  const name = names.get(ofDevice.exec(topic)?.[1] ?? '');
  return (
    <div>
      {name === undefined ? null : (
        <Text span size="sm" fw={600}>
          {name}{' '}
        </Text>
      )}
      <Text span size="sm" {...(name === undefined ? {} : { c: 'dimmed' })}>
        {topic}
      </Text>
    </div>
  );
}
