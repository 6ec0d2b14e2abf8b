import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../words/words.ts';

/** Something that is said of a record of a bundle. */
export interface BundleProblem {
  readonly type: string;
  readonly name: string;
  readonly message: string;
}

/** What was left out or changed when a bundle was made into an application, which is there all the same. */
export function LeftOut(props: { applicationId: string; name: string; problems: readonly BundleProblem[] }) {
  const { applicationId, name, problems } = props;
  return (
    <Stack gap="sm" role="status">
      <Text size="sm">
        {t('There is the application')}{' '}
        <Anchor component={Link} to={`/applications/${applicationId}`} className="foreign">
          {name}
        </Anchor>
        .
      </Text>
      <Alert color="yellow" title={t('What it lacks, or has in another way')}>
        <List size="sm" className="foreign">
          {problems.map(({ type, name: what, message }) => (
            <List.Item key={`${type} ${what} ${message}`}>
              {type}
              {what === '' ? '' : ` "${what}"`}: {message}
            </List.Item>
          ))}
        </List>
      </Alert>
    </Stack>
  );
}
