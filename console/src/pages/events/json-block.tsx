import { Box } from '@mantine/core';

/** JSON to be read, scrolling by itself. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return (
    <Box component="pre" className="snippet" role="region" tabIndex={0} aria-label={label}>
      {JSON.stringify(value, undefined, 2)}
    </Box>
  );
}
