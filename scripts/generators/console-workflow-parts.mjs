import { join } from 'node:path';

/**
 * The types of nodes and triggers as this server declares them, for the palette and the forms of the workflow editor. One line
 * each, so that a change reads well.
 */
export async function makeConsoleWorkflowParts(root) {
  const { nodeTypes } = await import(join(root, 'dist', 'features', 'workflow-nodes', 'index.js'));
  const { triggerDeclarations, unfiredTriggers } = await import(
    join(root, 'dist', 'features', 'workflows', 'triggers.js')
  );
  const nodes = nodeTypes.map(
    ({ type, label, summary, category, classes, outputs, fields, isSoft, hasErrorBehavior, structure, example }) =>
      JSON.stringify({
        type,
        label,
        summary,
        category,
        classes,
        outputs,
        fields,
        isSoft,
        hasErrorBehavior,
        structure,
        example,
      }),
  );
  const triggers = triggerDeclarations.map((declaration) =>
    JSON.stringify({ ...declaration, fires: !unfiredTriggers.has(declaration.type) }),
  );
  return `{\n"nodes": [\n${nodes.join(',\n')}\n],\n"triggers": [\n${triggers.join(',\n')}\n]\n}\n`;
}
