import { useMutation } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import { t } from '../../words/words.ts';
import type { FlowTrigger } from './model/definition.ts';
import type { Part } from './model/draft.ts';
import type { EditorState } from './use-editor.ts';

/** Presses buttons of the version that is shown, and follows the run that comes of it. */
export function usePress({ applicationId, flowId, shown, setTab, setPath }: EditorState) {
  const mutation = useMutation({
    mutationFn: async ({ part, payload, step }: { part: Part; payload: unknown; step: boolean }) => {
      const { key } = part.source as FlowTrigger;
      if (key === undefined) throw new Error(t('Save first: the server makes the key of a new button'));
      const flowVersion = shown.kind === 'version' ? (shown.version.version ?? shown.version.id) : 'develop';
      return request('POST', '/applications/{applicationId}/flows/{flowId}/virtualButton', {
        path: { applicationId, flowId },
        body: { key, flowVersion, ...(payload === undefined ? {} : { payload }), ...(step ? { step } : {}) },
      });
    },
    onSuccess: ({ runId }) => setPath({ runId, nodeIds: new Set() }),
  });
  return {
    press: (part: Part, payload?: unknown, { step = false } = {}) => {
      setTab('debug');
      mutation.mutate({ part, payload, step });
    },
    pressFailure: mutation.error ? describeError(mutation.error) : undefined,
  };
}
