import './editor.css';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect } from 'react';
import { Canvas } from './canvas/canvas.tsx';
import { EditorContext } from './editor-context.ts';
import { Notices } from './notices.tsx';
import { Palette } from './palette.tsx';
import { Panel } from './panel/panel.tsx';
import type { Workflow } from './queries.ts';
import { Toolbar } from './toolbar.tsx';
import { useEditorState } from './use-editor.ts';
import { useLiveRuns } from './use-live-runs.ts';
import { usePress } from './use-press.ts';

/** A workflow on its canvas, with what can be put on it on the left, and on the right what belongs to it and what happens. */
export function Editor({ workflow }: { workflow: Workflow }) {
  const state = useEditorState(workflow);
  const live = useLiveRuns(state.applicationId, state.flowId);
  const press = usePress(state);
  useEffect(() => {
    document.title = `${workflow.name} - Signalbox`;
  }, [workflow.name]);
  return (
    <EditorContext value={{ ...state, ...press, live }}>
      <ReactFlowProvider>
        <div className="workflow-editor">
          <Toolbar />
          <Notices />
          <div className="workflow-areas">
            <Palette />
            <Canvas />
            <Panel />
          </div>
        </div>
      </ReactFlowProvider>
    </EditorContext>
  );
}
