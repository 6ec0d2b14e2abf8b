import { Alert, List } from '@mantine/core';
import { t } from '../../words/words.ts';
import type { TestResult } from './types.ts';

const steps = { write: t('Write'), read: t('Read'), remove: t('Remove') } as const;

/** What a test of the target came to, step by step, in the server's words. */
export function TestOutcome({ result }: { result: TestResult }) {
  return (
    <Alert
      color={result.success ? 'green' : 'red'}
      role={result.success ? 'status' : 'alert'}
      title={result.success ? result.message : t('The archive cannot be used like this')}
      className="foreign"
    >
      <List size="sm" listStyleType="none" aria-label={t('Steps of the test')}>
        {result.steps.map(({ step, success, message }) => (
          <List.Item key={step}>
            <b>
              {success ? '✓' : '✗'} {steps[step]}
            </b>
            : {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
