import { Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { describeError } from '../../api/errors.ts';
import { t } from '../../words/words.ts';

/** A block that cannot be drawn says so in its own place; it is tried again when it shows something else. */
export class BlockBoundary extends Component<
  { version: string; children: ReactNode },
  { error: unknown; version: string }
> {
  override state = { error: undefined as unknown, version: this.props.version };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps({ version }: { version: string }, before: { version: string }) {
    return version === before.version ? null : { error: undefined, version };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Text size="sm" c="dimmed" role="alert" className="foreign">
        {t('The block cannot be drawn: {error}', { error: describeError(error) })}
      </Text>
    );
  }
}
