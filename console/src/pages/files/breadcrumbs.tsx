import { Anchor, Breadcrumbs, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../../words/words.ts';
import { directoryPath, listSteps } from './listing.ts';

/** The way to a directory, or to a file in it; its last step is where one is. */
export function FileBreadcrumbs(props: { applicationId: string; directory: string; fileName?: string }) {
  const { applicationId, directory, fileName } = props;
  const steps = [{ name: t('Files'), directory: '/' }, ...listSteps(directory)];
  return (
    <nav aria-label={t('Directories')}>
      <Breadcrumbs
        separatorMargin={6}
        styles={{ root: { flexWrap: 'wrap', rowGap: 4 }, breadcrumb: { whiteSpace: 'normal', minWidth: 0 } }}
      >
        {steps.map((step, index) =>
          fileName === undefined && index === steps.length - 1 ? (
            <Text key={step.directory} size="sm" className="foreign" aria-current="page">
              {step.name}
            </Text>
          ) : (
            <Anchor
              key={step.directory}
              component={Link}
              to={directoryPath(applicationId, step.directory)}
              size="sm"
              className="foreign"
            >
              {step.name}
            </Anchor>
          ),
        )}
        {fileName === undefined ? null : (
          <Text size="sm" className="foreign" aria-current="page">
            {fileName}
          </Text>
        )}
      </Breadcrumbs>
    </nav>
  );
}
