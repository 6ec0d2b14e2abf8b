import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';

type DashboardPost = Body<'POST', '/dashboards'>;

/** What of a dashboard's JSON a new one is made of. */
const taken = [
  'description',
  'refreshRate',
  'defaultTheme',
  'duration',
  'resolution',
  'blocks',
  'contextConfiguration',
];

/** Reads the JSON of a dashboard, such as another one's JSON view shows. @throws Error in words */
export function readDashboardJson(text: string): Partial<DashboardPost> {
  if (text.trim() === '') return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('must be a JSON object');
  return Object.fromEntries(Object.entries(value).filter(([name]) => taken.includes(name)));
}

/** Makes a dashboard, empty or of another one's JSON, and leads to it. */
export function CreateDashboardDialog(props: {
  applicationId: string;
  base: string;
  opened: boolean;
  onClose: () => void;
}) {
  const { applicationId, base, opened, onClose } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '', json: '' },
    check: ({ json }) => {
      try {
        readDashboardJson(json);
        return {};
      } catch (error) {
        return { json: (error as Error).message };
      }
    },
    save: async ({ name, json }) => {
      const body = {
        ...readDashboardJson(json),
        name,
        ...(applicationId === '' ? {} : { applicationId }),
      } as DashboardPost;
      const dashboard = await request('POST', '/dashboards', { body });
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      return dashboard;
    },
  });
  return (
    <FormDialog
      form={form}
      title="Create dashboard"
      opened={opened}
      onClose={onClose}
      submitLabel="Create dashboard"
      onGone={({ id }) => void navigate({ to: `${base}/${id}` })}
    >
      <TextInput label="Name" required maxLength={255} {...form.text('name')} />
      <Textarea
        label="JSON of another dashboard"
        description="Left empty, the dashboard is empty."
        autosize
        minRows={3}
        maxRows={12}
        {...form.text('json')}
      />
    </FormDialog>
  );
}
