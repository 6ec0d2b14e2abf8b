import { Alert, Button, Group, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { describeError } from '../api/errors.ts';
import { t } from '../words/words.ts';

/**
 * A page that fails leaves the frame standing, says what happened and how to go on.
 * @param props.isInline for what is in a line, which has room for the way on alone
 */
export class ErrorBoundary extends Component<{ children: ReactNode; isInline?: boolean }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const reload = (
      <Button size="xs" variant="default" onClick={() => window.location.reload()}>
        {t('Reload the console')}
      </Button>
    );
    if (this.props.isInline) return reload;
    return (
      <Alert color="red" title={t('This page has failed')} role="alert">
        <Text size="sm" mb="sm">
          {describeError(error)}
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={() => this.setState({ error: undefined })}>
            {t('Try again')}
          </Button>
          {reload}
        </Group>
      </Alert>
    );
  }
}
