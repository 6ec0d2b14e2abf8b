// The canvas of the workflow editor by mouse: dragging, wiring, selecting several, putting in line, notes, and JSON that is pasted. What the
// keyboard and the panel do is in workflows.test.ts.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, waitForRest } from '../support/accessibility.ts';
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
  applicationId = (await client.applications.post({ application: { name: 'Canvas' } })).id;
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
const status = (text: string) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
const selected = () => page.locator('.part[data-selected=true]').count();

const node = (id: string, x: number, y: number, to: string[][] = []) => ({
  id,
  type: 'DebugNode',
  config: {},
  meta: { label: id, x, y },
  outputIds: to,
});
const button = (to: string[][]) => ({
  type: 'virtualButton',
  meta: { label: 'Go', uiId: 'go', x: 140, y: 40 },
  config: {},
  outputIds: to,
});

async function openNew(name: string, definition: object = {}): Promise<string> {
  const flowId = (await client.flows.post({ applicationId, flow: { name, ...definition } })).id;
  await browser.open(`/applications/${applicationId}/workflows/${flowId}`);
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  return flowId;
}

async function save(): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await status('Saved');
}

const read = (flowId: string) => client.flow.get({ applicationId, flowId });

async function centreOf(place: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: x + width / 2, y: y + height / 2 };
}

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

describe('the canvas of a workflow, by mouse', () => {
  test('what the palette finds is dragged to its place, and wired from one to the other', async () => {
    const flowId = await openNew('Dragged');
    const search = palette().getByRole('searchbox');
    await search.fill('no such node');
    await palette().getByText('Nothing here is called so.').waitFor();
    await search.fill('virtual');
    const pane = page.locator('.react-flow__pane');
    await palette()
      .getByRole('button', { name: 'Virtual Button', exact: true })
      .dragTo(pane, { targetPosition: { x: 300, y: 120 } });
    await part('Virtual Button').waitFor();
    await search.fill('debug');
    await palette()
      .getByRole('button', { name: 'Debug', exact: true })
      .dragTo(pane, { targetPosition: { x: 420, y: 360 } });
    await part('Debug').waitFor();
    expect(await page.locator('.react-flow__edge').count()).toBe(0);
    await drag(
      await centreOf(part('Virtual Button').locator('.react-flow__handle.source')),
      await centreOf(part('Debug').locator('.react-flow__handle.target')),
    );
    await expect.poll(() => page.locator('.react-flow__edge').count(), { timeout: waitMs }).toBe(1);
    await save();
    const { triggers, nodes } = await read(flowId);
    expect(triggers[0].outputIds).toEqual([[nodes[0].id]]);
    // On the raster.
    expect([nodes[0].meta.x % 20, nodes[0].meta.y % 20]).toEqual([0, 0]);
    const before = nodes[0].meta;
    const at = await centreOf(part('Debug'));
    await drag({ x: at.x - 40, y: at.y }, { x: at.x + 60, y: at.y + 40 });
    await save();
    const { meta } = (await read(flowId)).nodes[0];
    expect(meta.x).toBeGreaterThan(before.x);
    expect(meta.y).toBeGreaterThan(before.y);
  });

  test('several are selected, put in line in one step, and that is taken back and done again', async () => {
    const flowId = await openNew('Lined up', {
      triggers: [button([['one']])],
      nodes: [node('one', 120, 180, [['two']]), node('two', 400, 260, [['three']]), node('three', 260, 400)],
    });
    await part('one').click();
    for (const label of ['two', 'three']) await part(label).click({ modifiers: ['Shift'] });
    await expect.poll(selected, { timeout: waitMs }).toBe(3);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByText('What is selected', { exact: true }).waitFor();
    await page.getByRole('menuitem', { name: 'Align on the left' }).click();
    await save();
    const places = async () => (await read(flowId)).nodes.map(({ meta: { x } }: { meta: { x: number } }) => x);
    expect(await places()).toEqual([120, 120, 120]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await save();
    expect(await places()).toEqual([120, 400, 260]);
    await page.getByRole('button', { name: 'Redo' }).click();
    await save();
    expect(await places()).toEqual([120, 120, 120]);

    // A box drawn with Shift selects what is in it.
    await page.locator('.react-flow__pane').click({ position: { x: 10, y: 10 } });
    await expect.poll(selected, { timeout: waitMs }).toBe(0);
    const boxes = await Promise.all(['one', 'three'].map((label) => part(label).boundingBox()));
    const [first, last] = boxes;
    if (!first || !last) throw new Error('the parts are not on the page');
    await page.keyboard.down('Shift');
    await drag({ x: first.x - 15, y: first.y - 5 }, { x: last.x + last.width + 15, y: last.y + last.height + 10 });
    await page.keyboard.up('Shift');
    await expect.poll(selected, { timeout: waitMs }).toBe(3);
  });

  test('a note is written beside the nodes, and wires nothing', async () => {
    const flowId = await openNew('Noted', { triggers: [button([['one']])], nodes: [node('one', 140, 180)] });
    await palette().getByRole('searchbox').fill('annotation');
    await palette().getByRole('button').first().click();
    await panel().getByRole('textbox', { name: 'Text' }).fill('Runs once a day, see the manual');
    await page.locator('.react-flow__node').getByText('Runs once a day, see the manual').waitFor();
    await save();
    const { nodes, triggers } = await read(flowId);
    expect(nodes.find(({ type }: { type: string }) => type === 'AnnotationNode').meta.annotationText).toBe(
      'Runs once a day, see the manual',
    );
    expect(triggers[0].outputIds).toEqual([['one']]);
    await waitForRest(page);
    expect(await findFaults(page)).toEqual([]);
    await takeScreenshot(page, 'console-workflow-note');
  });

  test('what is copied is JSON, and JSON that somebody has written is pasted', async () => {
    const flowId = await openNew('Pasted', { triggers: [button([['one']])], nodes: [node('one', 140, 180)] });
    await part('one').click();
    await page.keyboard.press('Control+c');
    const copied = JSON.parse((await page.evaluate('navigator.clipboard.readText()')) as string);
    expect(copied).toMatchObject({ triggers: [], nodes: [{ id: 'one', type: 'DebugNode', meta: { label: 'one' } }] });
    const written = {
      nodes: [node('a', 0, 0, [['b']]), { ...node('b', 0, 100), meta: { label: 'Pasted', x: 0, y: 100 } }],
    };
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(JSON.stringify(written))})`);
    await page.locator('.react-flow__pane').click({ position: { x: 10, y: 10 } });
    await page.keyboard.press('Control+v');
    await part('Pasted').waitFor();
    // Text that is no workflow is left alone.
    await page.evaluate(`navigator.clipboard.writeText('{"nodes": 5')`);
    await page.keyboard.press('Control+v');
    await save();
    const { nodes } = await read(flowId);
    expect(nodes).toHaveLength(3);
    expect(nodes[1].outputIds).toEqual([[nodes[2].id]]);
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
