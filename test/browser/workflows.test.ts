import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  browser = await openBrowser(server, { width: 1440, height: 900 });
  ({ page } = browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const palette = () => page.getByRole('region', { name: 'Palette' });
const panel = () => page.getByRole('region', { name: 'Panel' });
const part = (label: string) => page.locator('.react-flow__node').filter({ hasText: label });
const tab = (name: string) => panel().getByRole('tab', { name }).click();
const add = (name: string) => palette().getByRole('button', { name, exact: true }).click();
const status = (text: string) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
const focusedClass = () => page.evaluate('document.activeElement?.className ?? ""') as Promise<string>;

async function save(): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await status('Saved');
}

async function makeFlow(name: string, definition: object = {}): Promise<string> {
  return (await client.flows.post({ applicationId, flow: { name, ...definition } })).id;
}

async function openFlow(flowId: string): Promise<void> {
  await browser.open(`/applications/${applicationId}/workflows/${flowId}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const read = (flowId: string) => client.flow.get({ applicationId, flowId });
const button = (to: string, payload = '{}') => ({
  type: 'virtualButton',
  meta: { label: 'Go', uiId: 'go', payload, x: 140, y: 40 },
  config: {},
  outputIds: [[to]],
});
const node = (
  id: string,
  type: string,
  config: object,
  given: { y?: number; to?: string[][]; label?: string } = {},
) => ({
  id,
  type,
  config,
  meta: { label: given.label ?? id, x: 140, y: given.y ?? 140 },
  outputIds: given.to ?? [],
});

describe('workflows in the console', () => {
  test('one is built from nothing, saved, its button pressed, and the payload seen', async () => {
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Workflows' }).click();
    await page.getByRole('button', { name: 'Create the first workflow' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create workflow' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Adder');
    await dialog.getByRole('button', { name: 'Create workflow' }).click();
    await page.getByRole('heading', { name: 'Adder', level: 1 }).waitFor();

    await add('Virtual Button');
    await add('Function');
    await panel()
      .getByRole('textbox', { name: 'Script', exact: true })
      .fill('payload.working = { sum: payload.data.a + payload.data.b };');
    await add('Mutate');
    await panel().getByRole('button', { name: 'Add rule' }).click();
    await panel().getByRole('textbox', { name: 'Value', exact: true }).fill('The sum is {{working.sum}}');
    await panel().getByRole('textbox', { name: 'To' }).fill('working.text');
    await add('Debug');
    await panel().getByRole('textbox', { name: 'Message' }).fill('Added');
    await status('Not saved yet');
    await save();
    const [flow] = (await client.flows.get({ applicationId })).items;
    const [script, rules, debug] = flow.nodes;
    expect(flow.triggers[0].outputIds).toEqual([[script.id]]);
    expect(script.outputIds).toEqual([[rules.id]]);
    expect(rules.outputIds).toEqual([[debug.id]]);

    await tab('Debug');
    await panel().getByText('live', { exact: true }).waitFor();
    await panel().getByLabel('Payload for this press').fill('{"a": 2, "b": 3}');
    await panel().getByRole('button', { name: 'Press Virtual Button' }).click();
    const run = panel().getByTestId('live-run').first();
    await run.getByText('Added').first().waitFor();
    await run.getByText('succeeded').waitFor();
    const payload = await run.getByRole('region', { name: 'payload' }).textContent();
    expect(payload).toContain('"text": "The sum is 5"');
    // The way that the run took is lit up, wires too.
    await expect.poll(() => page.locator('.part[data-run=entered]').count(), { timeout: waitMs }).toBe(4);
    expect(await page.locator('.wire-lit').count()).toBe(3);
    await takeScreenshot(page, 'console-workflow');

    // Paths are completed from the payload that was seen.
    await part('Mutate').dblclick();
    await panel().getByRole('textbox', { name: 'Value', exact: true }).fill('');
    await panel().getByRole('textbox', { name: 'Value', exact: true }).pressSequentially('{{working.s');
    await panel().getByRole('option', { name: 'working.sum' }).click();
    expect(await panel().getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('{{working.sum');
    await page.getByRole('button', { name: 'Undo' }).click();
  });

  test('what could not run is not saved, and each problem leads to its node', async () => {
    const flowId = await makeFlow('Refused', {
      triggers: [button('if')],
      nodes: [node('if', 'ConditionalNode', { expression: '1 > 0' })],
    });
    await openFlow(flowId);
    await part('if').click();
    await panel().getByRole('textbox', { name: 'Expression' }).fill('{{data.a}} >');
    // What only the server can judge is told soon after, before anything is saved.
    await panel().getByText('is no valid expression').waitFor();
    await page.locator('.part[data-problems=true]').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'It was not saved' });
    await alert.getByRole('button', { name: /expression is no valid expression/ }).waitFor();
    await page.locator('.part[data-problems=true]').waitFor();
    await page.locator('.react-flow__pane').click({ position: { x: 10, y: 10 } });
    await alert.getByRole('button', { name: /expression is no valid expression/ }).click();
    // What the declaration says is told while typing.
    await panel().getByRole('textbox', { name: 'Expression' }).fill('');
    await panel().getByText('is required').waitFor();
    await panel().getByRole('textbox', { name: 'Expression' }).fill('{{data.a}} > 1');
    await save();
    await alert.waitFor({ state: 'detached' });
    expect((await read(flowId)).nodes[0].config.expression).toBe('{{data.a}} > 1');
  });

  test('of two tabs the slower one is told, takes over what the other did, and nothing is lost', async () => {
    const flowId = await makeFlow('Shared', {
      triggers: [button('first')],
      nodes: [node('first', 'DebugNode', {}, { to: [['second']] }), node('second', 'DebugNode', {}, { y: 240 })],
    });
    await openFlow(flowId);
    await part('first').click();
    await panel().getByLabel('Label').fill('Mine');
    const second = await openBrowser(server);
    await second.logIn();
    await second.open(`/applications/${applicationId}/workflows/${flowId}`);
    const other = second.page;
    await other.locator('.react-flow__node').filter({ hasText: 'second' }).click();
    await other.getByLabel('Label').fill('Theirs');
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await other.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    await second.close();

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Somebody else has saved this workflow' });
    await alert.getByText('They have changed: Theirs').waitFor();
    expect(await panel().getByLabel('Label').inputValue()).toBe('Mine');
    await alert.getByRole('button', { name: 'Take their changes into mine' }).click();
    await part('Theirs').waitFor();
    await save();
    const labels = (await read(flowId)).nodes.map((each: { meta: { label: string } }) => each.meta.label);
    expect(labels).toEqual(['Mine', 'Theirs']);
  });

  test('the keyboard alone builds, moves, removes, brings back and saves', async () => {
    const flowId = await makeFlow('By hand');
    await openFlow(flowId);
    await palette().getByRole('searchbox').focus();
    await page.keyboard.type('virtual button');
    await page.keyboard.press('Enter');
    await palette().getByRole('searchbox').fill('');
    await page.keyboard.type('debug');
    await page.keyboard.press('Enter');
    await part('Debug').waitFor();
    for (let stroke = 0; stroke < 80 && !(await focusedClass()).includes('react-flow__node'); stroke += 1) {
      await page.keyboard.press('Tab');
    }
    expect(await focusedClass()).toContain('react-flow__node');
    await page.keyboard.press('Tab');
    const isButton = (await page.evaluate("document.activeElement?.tagName === 'BUTTON'")) as boolean;
    if (isButton) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate("document.activeElement?.closest('[role=form]') !== null")).toBe(true);
    await panel().getByRole('form', { name: 'Form of Debug' }).waitFor();
    await part('Debug').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+s');
    await status('Saved');
    const stored = await read(flowId);
    expect(stored.nodes[0].meta.x).toBe(stored.triggers[0].meta.x + 40);
    expect(stored.triggers[0].outputIds).toEqual([[stored.nodes[0].id]]);
    await part('Debug').focus();
    await page.keyboard.press('Delete');
    await part('Debug').waitFor({ state: 'detached' });
    await part('Virtual Button').focus();
    await page.keyboard.press('Control+z');
    await part('Debug').waitFor();
    await status('Saved');
    // Wires, too: taken away and put back in the form.
    await part('Virtual Button').focus();
    await page.keyboard.press('Enter');
    await panel().getByRole('button', { name: 'Remove the wire to Debug' }).press('Enter');
    await panel().getByLabel('Choose the next node').selectOption({ label: 'Debug (Debug)' });
    await panel().getByRole('button', { name: 'Wire the next node' }).press('Enter');
    await status('Saved');
  });

  test('parts are copied to another workflow with their wires, and ids of their own', async () => {
    const from = await makeFlow('From', {
      triggers: [button('loop')],
      nodes: [
        node(
          'loop',
          'LoopNode',
          { loopSourcePath: 'data.list', currentItemPath: 'working.item' },
          { to: [[], ['body']] },
        ),
        {
          ...node('body', 'LoopCapNode', { loopNodeId: 'loop' }),
          meta: { label: 'body', groupId: 'loop', x: 140, y: 140 },
        },
      ],
    });
    const to = await makeFlow('To');
    await openFlow(from);
    await part('loop').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await openFlow(to);
    await page.locator('.react-flow__pane').click();
    await page.keyboard.press('Control+v');
    await part('loop').waitFor();
    await page.getByRole('button', { name: 'Open the body of loop' }).click();
    await part('body').waitFor();
    await save();
    const stored = await read(to);
    const [loop, body] = stored.nodes;
    expect(stored.triggers[0].outputIds).toEqual([[loop.id]]);
    expect(loop.id).not.toBe('loop');
    expect(loop.outputIds).toEqual([[], [body.id]]);
    expect(body).toMatchObject({ config: { loopNodeId: loop.id }, meta: { groupId: loop.id } });
  });

  test('an export imports as the same workflow, with what this server does not know', async () => {
    const definition = {
      triggers: [button('strange', '{"a": 1}')],
      nodes: [
        node('strange', 'TeleportNode', { where: { far: ['away'] }, n: 1.5 }, { to: [['show'], [], ['show']] }),
        node('show', 'DebugNode', { message: 'ü {{data.a}}', unknown: [null] }, { y: 240 }),
      ],
      globals: [{ key: 'limit', json: '75' }],
    };
    const flowId = await makeFlow('Travels', definition);
    await client.flowVersions.post({ applicationId, flowId, flowVersion: { version: 'v1', ...definition } });
    await browser.open(`/applications/${applicationId}/workflows`);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export Travels' }).click();
    const file = await (await downloading).path();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Import workflows' });
    await page.locator('input[type=file]').setInputFiles({
      name: 'travels.flow',
      mimeType: 'application/json',
      buffer: await readFile(file),
    });
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('1 workflow and 1 version imported').waitFor();
    await dialog
      .getByRole('list', { name: 'Warnings' })
      .getByText(/TeleportNode/)
      .first()
      .waitFor();
    await dialog.getByRole('link', { name: 'Travels' }).click();
    await part('strange').waitFor();
    await page.getByText('does not run here').waitFor();
    const copyId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(copyId).not.toBe(flowId);
    const comparable = async (id: string) => {
      const { triggers, nodes, globals } = await read(id);
      return JSON.parse(
        JSON.stringify({ triggers, nodes, globals })
          .replaceAll(id, 'id')
          .replaceAll(/id-[\w-]{21}/g, 'key'),
      );
    };
    const copied = await comparable(copyId);
    expect(copied).toEqual(await comparable(flowId));
    // Saving from the canvas changes what was changed, and nothing else.
    await part('strange').click();
    await panel().getByLabel('Label').fill('stranger');
    await save();
    copied.nodes[0].meta.label = 'stranger';
    expect(await comparable(copyId)).toEqual(copied);
  });

  test('versions are made, compared, shown and let run; failed runs are looked at and replayed', async () => {
    const flowId = await makeFlow('Fails', {
      triggers: [button('fail', '{"n": 1}')],
      nodes: [node('fail', 'ThrowErrorNode', { messageTemplate: 'Number {{data.n}}' })],
    });
    await openFlow(flowId);
    await tab('Versions');
    await panel().getByLabel('Name of a new version').fill('v1');
    await panel().getByRole('button', { name: 'Make a version' }).click();
    await panel().getByRole('button', { name: 'Compare develop with v1' }).waitFor();
    await part('Go').click();
    await add('Debug');
    await part('fail').click();
    await panel().getByLabel('Label').fill('Throw');
    await save();
    await tab('Versions');
    await panel().getByRole('button', { name: 'Compare develop with v1' }).click();
    await page.locator('.part[data-difference=added]').waitFor();
    await expect.poll(() => page.locator('.part[data-difference=changed]').count(), { timeout: waitMs }).toBe(2);
    await takeScreenshot(page, 'console-workflow-versions');
    await panel().getByRole('button', { name: 'Let v1 run' }).click();
    await panel().getByText('runs', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Back to develop' }).click();

    await page.getByRole('button', { name: 'Press Go', exact: true }).first().click();
    await panel().getByText('Number 1').first().waitFor();
    await page.locator('.part[data-run=failed]').waitFor();
    await tab('Runs');
    const kept = panel().getByRole('list', { name: 'Kept runs' }).getByRole('listitem');
    await kept.first().getByRole('button').first().click();
    await kept.first().getByRole('region', { name: 'Data of the trigger' }).getByText('"n": 1').waitFor();
    await kept.first().getByRole('button', { name: 'Replay' }).click();
    await expect.poll(() => panel().getByTestId('live-run').count(), { timeout: waitMs }).toBe(2);
    await tab('Storage');
    await panel().getByLabel('Key').fill('count');
    await panel().getByLabel('Value as JSON').fill('{"n": 5}');
    await panel().getByRole('button', { name: 'Set', exact: true }).click();
    await panel().getByRole('list', { name: 'Storage' }).getByText('{"n":5}').waitFor();
    expect(await client.flow.getStorageEntries({ applicationId, flowId })).toEqual({ count: { n: 5 } });
  });

  test('leaving over something unsaved asks first', async () => {
    const flowId = await makeFlow('Unsaved');
    await openFlow(flowId);
    await add('Virtual Button');
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();
  });

  test('every template can be saved and pressed', async () => {
    for (const label of [
      'Alarm with hysteresis',
      'Forward to HTTP',
      'Unit conversion',
      'Gateway fan-out',
      'Silent-device alert',
    ]) {
      await browser.open(`/applications/${applicationId}/workflows`);
      await page.getByRole('button', { name: 'Create workflow' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create workflow' });
      await dialog.getByRole('textbox', { name: 'Name' }).fill(label);
      await dialog.getByRole('radio', { name: label }).check();
      await dialog.getByRole('button', { name: 'Create workflow' }).click();
      await page.getByRole('heading', { name: label, level: 1 }).waitFor();
      expect(await page.locator('.part[data-problems=true]').count()).toBe(0);
    }
    const { items } = await client.flows.get({ applicationId });
    const alarm = items.find(({ name }: { name: string }) => name === 'Alarm with hysteresis');
    await client.flow.patch({ applicationId, flowId: alarm.id, flow: { enabled: true } });
    await openFlow(alarm.id);
    await takeScreenshot(page, 'console-workflow-template');
    await page.getByRole('button', { name: 'Press Try it' }).click();
    await expect
      .poll(async () => (await client.events.get({ applicationId })).items.map((e: { subject: string }) => e.subject), {
        timeout: waitMs,
      })
      .toEqual(['Somebody is too warm: 31']);
  });

  test('neither page has a serious fault, in light or dark, or is wider than a phone; buttons can be pressed there', async () => {
    const flowId = await makeFlow('Phone', {
      triggers: [button('show', '{"a": 1}')],
      nodes: [node('show', 'DebugNode', { message: 'Shown' })],
    });
    const faults: Record<string, unknown> = {};
    for (const path of ['workflows', `workflows/${flowId}`]) {
      const name = path.includes('/') ? 'workflow' : 'workflows';
      await browser.open(`/applications/${applicationId}/${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
      if (name === 'workflow') {
        await tab('Debug');
        await panel().getByText('live', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Press Go', exact: true }).first().click();
        await panel().getByRole('region', { name: 'payload' }).waitFor();
      }
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
        await waitForRest(page);
        const found = await findFaults(page);
        if (found.length > 0) faults[`${path} ${scheme}`] = found;
        await takeScreenshot(page, `console-${name}-wide-${scheme}`);
        await page.setViewportSize({ width: 390, height: 844 });
        await expect.poll(() => measureOverflow(page), { timeout: 3_000 }).toBe(0);
        await waitForRest(page);
        const narrow = await findFaults(page);
        if (narrow.length > 0) faults[`${path} ${scheme} narrow`] = narrow;
        await takeScreenshot(page, `console-${name}-phone-${scheme}`);
        if (name === 'workflow') {
          const before = await panel().getByTestId('live-run').count();
          await panel().getByRole('button', { name: 'Press Go' }).click();
          await expect.poll(() => panel().getByTestId('live-run').count(), { timeout: waitMs }).toBe(before + 1);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await waitForRest(page);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await part('show').click();
    await waitForRest(page);
    const form = await findFaults(page);
    if (form.length > 0) faults.form = form;
    for (const name of ['Runs', 'Storage', 'Versions', 'Settings']) {
      await tab(name);
      await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
      const found = await findFaults(page);
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
  });

  test('a run is stepped through, with the payload before and after each node', async () => {
    const sums = { statements: [{ expression: '{{data.a}} + 1', resultPath: 'working.n' }] };
    const flowId = await makeFlow('Steps', {
      triggers: [button('one', '{"a": 1}')],
      nodes: [
        node('one', 'MathNode', sums, { to: [['two']] }),
        node('two', 'DebugNode', { message: 'Seen' }, { y: 260 }),
      ],
    });
    await openFlow(flowId);
    await tab('Debug');
    await panel().getByText('live', { exact: true }).waitFor();
    await panel().getByRole('button', { name: 'Step through' }).click();
    const run = panel().getByTestId('live-run').first();
    await run.getByText('Waits before one').waitFor();
    await run.getByRole('button', { name: 'Step', exact: true }).click();
    await run.getByText('Waits before two').waitFor();
    await run.getByText('Payload at each node (1)').click();
    await run.getByText('one', { exact: true }).click();
    expect(await run.getByRole('region', { name: 'before one' }).textContent()).not.toContain('working');
    expect(await run.getByRole('region', { name: 'after one' }).textContent()).toContain('"n": 2');
    await waitForRest(page);
    expect(await findFaults(page)).toEqual([]);
    await takeScreenshot(page, 'console-workflow-steps');
    await run.getByRole('button', { name: 'Run to its end' }).click();
    await run.getByText('succeeded').waitFor();
    await run.getByText('Payload at each node (2)').waitFor();
    // Paths complete from what nodes have left, without any Debug node that shows the whole payload.
    await panel().getByRole('button', { name: 'Clear' }).click();

    // The palette lists nodes by what they are for.
    for (const heading of ['Logic', 'Payload', 'Devices', 'Data', 'To others', 'Debugging']) {
      await palette().getByText(heading, { exact: true }).waitFor();
    }
  });

  test('the inputs of a custom node have a form', async () => {
    const flowId = await makeFlow('Scale', { flowClass: 'customNode' });
    await openFlow(flowId);
    await tab('Settings');
    await panel().getByRole('button', { name: 'Add an input' }).click();
    const input = panel().getByRole('group', { name: 'input 1' });
    await input.getByRole('textbox', { name: 'Label' }).fill('Factor');
    await input.getByRole('textbox', { name: 'Id' }).fill('factor');
    await input.getByRole('combobox', { name: 'Kind' }).selectOption('numberTemplate');
    await input.getByRole('checkbox', { name: 'must be given' }).check();
    await panel().getByRole('combobox', { name: 'Outputs' }).selectOption('2');
    await panel().getByRole('button', { name: 'Add an input' }).click();
    await panel()
      .getByRole('group', { name: 'input 2' })
      .getByRole('combobox', { name: 'Kind' })
      .selectOption('select');
    await panel().getByRole('group', { name: 'input 2' }).getByRole('textbox', { name: 'Choices' }).fill('up\ndown');
    await waitForRest(page);
    expect(await findFaults(page)).toEqual([]);
    await takeScreenshot(page, 'console-workflow-inputs');
    await save();
    expect((await read(flowId)).customNodeConfig).toMatchObject({
      outputCount: 2,
      fields: [
        { type: 'numberTemplate', id: 'factor', label: 'Factor', required: true },
        { type: 'select', id: 'input-2', options: ['up', 'down'] },
      ],
    });
    await panel().getByRole('button', { name: 'Remove input 1' }).click();
    await save();
    expect((await read(flowId)).customNodeConfig.fields).toHaveLength(1);
  });

  /** Ids of the nodes of the canvas that are drawn anew while something is done, of those that were there before. */
  async function redrawnDuring(act: () => Promise<void>): Promise<string[]> {
    await page.evaluate(`(() => {
      const there = new Set(Array.from(document.querySelectorAll('.react-flow__node'), (node) => node.dataset.id));
      window.redrawn = new Set();
      window.watcher = new MutationObserver((records) => {
        for (const { target } of records) {
          const node = (target instanceof Element ? target : target.parentElement)?.closest('.react-flow__node');
          if (node && there.has(node.dataset.id)) window.redrawn.add(node.dataset.id);
        }
      });
      const whole = { subtree: true, attributes: true, characterData: true, childList: true };
      window.watcher.observe(document.querySelector('.react-flow__nodes'), whole);
    })()`);
    await act();
    return page.evaluate('window.watcher.disconnect(), [...window.redrawn]');
  }

  test('of 500 nodes, only those are drawn anew that are moved', async () => {
    const nodes = Array.from({ length: 500 }, (_, index) => ({
      ...node(`n${index}`, 'DebugNode', { message: `${index}` }, { to: index < 499 ? [[`n${index + 1}`]] : [] }),
      meta: { label: `Node ${index}`, x: (index % 20) * 200, y: Math.floor(index / 20) * 100 },
    }));
    const flowId = await makeFlow('Large', {
      triggers: [{ ...button('n0'), meta: { label: 'Go', x: 0, y: -100 } }],
      nodes,
    });
    const began = performance.now();
    await openFlow(flowId);
    await page.locator('.react-flow__node').first().waitFor();
    const opened = performance.now() - began;
    const measuring = page.evaluate(`new Promise((resolve) => {
      const times = []; let last = performance.now(); const end = last + 2000;
      const step = (now) => { times.push(now - last); last = now; if (now < end) requestAnimationFrame(step); else resolve(times); };
      requestAnimationFrame(step);
    })`) as Promise<number[]>;
    const box = (await page.locator('.canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const panned = await redrawnDuring(async () => {
      await page.mouse.move(box.x + box.width - 20, box.y + 20);
      await page.mouse.down();
      for (let step = 0; step < 60; step += 1) {
        await page.mouse.move(box.x + box.width - 20 - step * 4, box.y + 20 + step * 4);
      }
      await page.mouse.up();
    });
    expect(panned).toEqual([]);
    const frames = (await measuring).toSorted((a, b) => a - b);
    const median = frames[Math.floor(frames.length / 2)] ?? 0;
    const worst = frames.at(-1) ?? 0;
    console.log(
      `500 nodes: open after ${Math.round(opened)} ms; while panning a frame takes ${median.toFixed(1)} ms (median), ${worst.toFixed(0)} ms (longest), ${frames.length} frames in 2 s`,
    );
    await page.getByRole('button', { name: 'Fit View' }).click();
    await waitForRest(page);
    const one = page.locator('.react-flow__node').filter({ hasText: 'Node 250' });
    const id = await one.getAttribute('data-id');
    const moved = await redrawnDuring(async () => {
      const { x, y, width, height } = (await one.boundingBox()) ?? box;
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      for (let step = 1; step <= 20; step += 1) await page.mouse.move(x + width / 2 + step, y + height / 2 + step);
      await page.mouse.up();
    });
    expect(moved).toEqual([id]);
    await page.getByRole('button', { name: 'Fit View' }).click();
    await waitForRest(page);
    await takeScreenshot(page, 'console-workflow-large');
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
