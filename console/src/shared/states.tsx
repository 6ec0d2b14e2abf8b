import { Alert, Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, describeError } from '../api/errors.ts';
import { t } from '../words/words.ts';

/** Nothing there yet: what it would be, and what to do for it to be there. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap={6} maw={460}>
        <Text fw={600}>{title}</Text>
        {children === undefined ? null : (
          <Text size="sm" c="dimmed" ta="center" component="div">
            {children}
          </Text>
        )}
        {action === undefined ? null : <Group mt="xs">{action}</Group>}
      </Stack>
    </Center>
  );
}

/** A failure in the API's words, with a way on. */
export function Failure(props: {
  error: unknown;
  retry?: (() => void) | undefined;
  /** What trying again does, where it does something else than before. */
  retryLabel?: string | undefined;
  title?: string | undefined;
}) {
  const { error, retry, retryLabel = t('Try again'), title } = props;
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  const status = error instanceof ApiError ? error.status : undefined;
  return (
    <Alert color="red" role="alert" title={title ?? (status === 404 ? t('Not found') : t('That did not work'))}>
      <Text size="sm" className="foreign">
        {describeError(error)}
      </Text>
      {status === 403 ? (
        <Text size="sm">{t('Your role here does not allow it; ask an administrator of the owner.')}</Text>
      ) : null}
      {requestId !== undefined && status !== undefined && status >= 500 ? (
        <Text size="xs" c="dimmed">
          {t('The server’s log has the details under request {requestId}.', { requestId })}
        </Text>
      ) : null}
      {retry === undefined ? null : (
        <Button size="xs" variant="default" mt="xs" onClick={retry}>
          {retryLabel}
        </Button>
      )}
    </Alert>
  );
}

/**
 * A sign that something is on its way; `height` in px is the room that it keeps, so that nothing jumps when it is
 * there.
 */
export function Loading({ height = 120 }: { height?: number }) {
  return (
    <Center h={height}>
      <Loader size="sm" aria-label={t('Loading')} />
    </Center>
  );
}

/** A query, and how its data are drawn once there are any. */
export interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** Shows a query's data once it is there; before that it loads, after a failure it says so. */
export function QueryView<T>({ query, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}
