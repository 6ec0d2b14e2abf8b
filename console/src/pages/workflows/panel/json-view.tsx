import { Box, Text } from '@mantine/core';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { formatNumber } from '../../../shared/format.ts';
import { t } from '../../../words/words.ts';

/** What a browser lays out without a pause. */
const longestShown = 60_000;

/** Dates of a payload travel as `{"$date": …}`; here they read as what they are. */
function writeDate(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$date' in value)) return value;
  return Object.keys(value).length === 1 ? value.$date : value;
}

/** A value as indented JSON, to read and to copy. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = value === undefined ? 'undefined' : JSON.stringify(value, writeDate, 2);
  const rest = text.length - longestShown;
  return (
    <Box pos="relative">
      <Box component="pre" className="snippet foreign" role="region" tabIndex={0} aria-label={label} mah={280}>
        {rest > 0 ? text.slice(0, longestShown) : text}
      </Box>
      {rest > 0 ? (
        <Text size="xs" c="dimmed">
          {t('{rest} more characters: copy it to see them.', { rest: formatNumber(rest) })}
        </Text>
      ) : null}
      <CopyButton value={text} what={label} mt={4} />
    </Box>
  );
}
