import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot } from '../support/browser.ts';
import { closedBy, connectDevice, makeDevice } from '../support/fixtures.ts';
import { adminEmail, startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1">';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });

/** Chooses from a list that opens below its field. */
async function choose(label: string, option: string): Promise<void> {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByRole('textbox', { name: label }))
    .first()
    .click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('access in the console', () => {
  test('a key for one device is shown once, to copy and to save; the device connects with it and another may not', async () => {
    const { applicationId, deviceId } = await makeDevice(client);
    const other = await client.devices.post({ applicationId, device: { name: 'Valve' } });
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Access keys' }).click();
    await page.getByRole('button', { name: 'Create access key' }).click();
    const form = dialog('Create access key');
    await form.getByLabel('Description').fill(`Pump only ${markup}`);
    await form.getByLabel('Devices that I choose').check();
    await form
      .getByRole('combobox', { name: 'Devices' })
      .or(form.getByRole('textbox', { name: 'Devices' }))
      .first()
      .fill('pum');
    await page.getByRole('option', { name: 'Pump' }).click();
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Create access key' }).click();

    const shown = dialog('The new access key');
    const key = await shown.getByLabel('Access key', { exact: true }).inputValue();
    const secret = await shown.getByLabel('Access secret', { exact: true }).inputValue();
    await shown.getByRole('button', { name: 'Copy access secret' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    const download = page.waitForEvent('download');
    await shown.getByRole('button', { name: 'Download as a file' }).click();
    const saved = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(saved).toEqual({ accessKey: key, accessSecret: secret, applicationId });
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);

    const device = await connectDevice(server, { deviceId, key, secret });
    await expect(connectDevice(server, { deviceId: other.id, key, secret })).rejects.toThrow();
    const row = page.getByRole('row', { name: key });
    await row.getByText('1 device', { exact: true }).waitFor();
    await row.getByText(`Pump only ${markup}`).waitFor();

    const closed = closedBy(device);
    await row.getByRole('button', { name: 'Edit' }).click();
    await dialog('Edit access key').getByLabel('Active').uncheck();
    await dialog('Edit access key').getByRole('button', { name: 'Save' }).click();
    await row.getByText('inactive').waitFor();
    await closed;
    await takeScreenshot(page, 'console-access');

    await row.getByRole('button', { name: 'Delete' }).click();
    await dialog('Delete access key').getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
  });

  test('a token gets the scopes that are picked and no others, tells what they allow, and ends when it is revoked', async () => {
    const { applicationId, deviceId } = await makeDevice(client);
    await browser.open(`/applications/${applicationId}/tokens`);
    await page.getByRole('button', { name: 'Create API token' }).click();
    const form = dialog('Create API token');
    await form.getByLabel('Name').fill('n'.repeat(300));
    await form.getByLabel('Only what I choose').check();
    await form.getByLabel('Find an action').fill('devices.get');
    await form.getByText('of an application', { exact: false }).first().waitFor();
    await form.getByRole('checkbox', { name: 'devices.get', exact: true }).check();
    await form.getByRole('button', { name: 'Create API token' }).click();
    // Refused beside the field, with everything still there.
    await form.getByText('name must NOT have more than 255 characters').waitFor();
    expect(await form.getByLabel('Name').inputValue()).toHaveLength(300);
    expect(await form.getByRole('checkbox', { name: 'devices.get', exact: true }).isChecked()).toBe(true);
    await form.getByLabel('Name').fill('Reporter');
    await choose('Expires', 'In 30 days');
    await takeScreenshot(page, 'console-tokens');
    await form.getByRole('button', { name: 'Create API token' }).click();

    const shown = dialog('The new API token');
    const token = await shown.getByLabel('Token', { exact: true }).inputValue();
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    const program = connect(server, token);
    expect((await program.devices.get({ applicationId })).totalCount).toBe(1);
    expect((await failureOf(program.device.get({ applicationId, deviceId }))).statusCode).toBe(403);

    const row = page.getByRole('row', { name: 'Reporter' });
    await row.getByText('1 action').waitFor();
    await row.getByRole('button', { name: 'Details' }).click();
    await dialog('Reporter').getByText('It allows 1 action').waitFor();
    await dialog('Reporter').getByText(adminEmail).waitFor();
    await page.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Revoke' }).click();
    await dialog('Revoke API token').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No API tokens yet').waitFor();
    expect((await failureOf(program.devices.get({ applicationId }))).statusCode).toBe(401);
  });

  test('an administrator creates a user whose password is made up and shown once', async () => {
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'Create user' }).click();
    const form = dialog('Create user');
    await form.getByLabel('E-mail').fill('grace@example.com');
    await form.getByLabel('First name').fill('Grace');
    await form.getByRole('button', { name: 'Create user' }).click();
    const shown = dialog('The new user’s password');
    const password = await shown.getByLabel('Password', { exact: true }).inputValue();
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    const credentials = { email: 'grace@example.com', password };
    expect((await connect(server).auth.authenticateUser({ credentials })).token).toBeTruthy();
    const row = page.getByRole('row', { name: 'grace@example.com' });
    await row.getByRole('button', { name: 'Delete' }).click();
    const confirmation = dialog('Delete user');
    expect(await confirmation.getByRole('button', { name: 'Delete' }).isEnabled()).toBe(false);
    await confirmation.getByRole('textbox').fill('grace@example.com');
    await confirmation.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
  });

  test('an organization is created, somebody is invited and accepts in a browser, and the audit log tells of it all', async () => {
    await browser.open('/organizations');
    await page.getByRole('button', { name: 'Create organization' }).first().click();
    await dialog('Create organization').getByLabel('Name').fill('Waterworks');
    await dialog('Create organization').getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('heading', { name: 'Waterworks', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog('Invite somebody').getByLabel('E-mail').fill('ada@example.com');
    await dialog('Invite somebody').getByRole('button', { name: 'Invite' }).click();
    const link = await dialog('The invitation’s link').getByLabel('Link', { exact: true }).inputValue();
    await dialog('The invitation’s link').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: 'ada@example.com' }).waitFor();

    const guest = await openBrowser(server);
    await guest.page.goto(link);
    await guest.page.getByText('is invited to the organization Waterworks').waitFor();
    await guest.page.getByRole('textbox', { name: 'Password' }).fill('Correct-Horse-7');
    await guest.page.getByRole('button', { name: 'Accept' }).click();
    await guest.page.getByText('You are now a member of Waterworks').waitFor();
    expect(guest.faults).toEqual({ foreign: [], violations: [], failures: [] });
    await guest.close();

    await page.reload();
    const member = page.getByRole('table', { name: 'Members' }).getByRole('row', { name: 'ada@example.com' });
    await member.getByText('Viewer').waitFor();
    await member.getByRole('button', { name: 'Change role' }).click();
    await choose('Role', 'Editor');
    await dialog('Role of ada@example.com').getByRole('button', { name: 'Change role' }).click();
    await member.getByText('Editor').waitFor();

    await page.getByRole('link', { name: 'Audit log' }).click();
    const changes = page.getByRole('table', { name: 'Changes' });
    await changes.getByText('Changed a member’s role').waitFor();
    await takeScreenshot(page, 'console-audit');
    await choose('What', 'organization');
    await choose('Action', 'Invited a member');
    await page.getByText('1 change', { exact: true }).waitFor();
    // The view is in the address, and comes back with it.
    await page.reload();
    await page.getByText('1 change', { exact: true }).waitFor();
    await changes.getByRole('button', { name: 'Details' }).click();
    const entry = dialog('Invited a member');
    await entry.getByText(adminEmail).waitFor();
    await entry.getByText('"email": "ada@example.com"').waitFor();
  });

  test('an administrator sees and changes the limits of an organization and of a user', async () => {
    const { id: orgId } = await client.orgs.post({ organization: { name: 'Limited' } });
    await browser.open(`/organizations/${orgId}/settings`);
    const region = page.getByRole('region', { name: 'Limits' });
    await region.getByText('The usual limits of this server hold').waitFor();
    await region.getByRole('button', { name: 'Change limits' }).click();
    const change = dialog('Change limits');
    await change.getByText('For each application of Limited').waitFor();
    await change.getByLabel('Devices').fill('7');
    await change.getByLabel('Connections').fill('fast');
    await change.getByRole('button', { name: 'Save' }).click();
    await change.getByText('limits.connects must be').waitFor();
    await change.getByLabel('Connections').fill('50/60s');
    await change.getByRole('button', { name: 'Save' }).click();
    await change.waitFor({ state: 'detached' });
    await region.getByRole('row', { name: 'Connections' }).getByText('50/60s').waitFor();
    await takeScreenshot(page, 'console-owner-limits');
    // They are in force for what it owns, and say by whom.
    const { id: applicationId } = await client.applications.post({ application: { name: 'Small', orgId } });
    await browser.open(`/applications/${applicationId}/settings`);
    const devices = region.getByRole('row', { name: 'Devices' });
    await devices.getByText('an administrator, for the owner').waitFor();
    await devices.getByText('7', { exact: true }).waitFor();

    await browser.open('/users');
    await page.getByRole('button', { name: `Limits of ${adminEmail}` }).click();
    await change.getByLabel('Events', { exact: true }).fill('off');
    await change.getByRole('button', { name: 'Save' }).click();
    await change.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: `Limits of ${adminEmail}` }).click();
    expect(await change.getByLabel('Events', { exact: true }).inputValue()).toBe('off');
    await change.getByLabel('Events', { exact: true }).fill('');
    await change.getByRole('button', { name: 'Save' }).click();
    await change.waitFor({ state: 'detached' });
  });

  test('an application is made in an organization, found among the others, and moved to another owner and back', async () => {
    const { id: orgId } = await client.orgs.post({ organization: { name: 'Rowing club' } });
    await browser.open(`/organizations/${orgId}`);
    await page.getByRole('link', { name: 'Create an application' }).click();
    const form = dialog('Create an application');
    expect(await form.getByLabel('Owner').inputValue()).toBe(orgId);
    await form.getByText('Members of the organization see it').waitFor();
    await form.getByLabel('Name').fill('Boathouse');
    await form.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Boathouse', level: 1 }).waitFor();
    await browser.open('/applications');
    const row = page.getByRole('table', { name: 'Applications' }).getByRole('row', { name: 'Boathouse' });
    await row.getByText('Rowing club').waitFor();
    await row.getByRole('link', { name: 'Boathouse' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();

    const owner = page.getByRole('region', { name: 'Owner' });
    await owner.getByRole('link', { name: 'Rowing club' }).waitFor();
    const move = async (to: RegExp): Promise<void> => {
      await owner.getByRole('button', { name: 'Move to another owner' }).click();
      const choices = dialog('Move to another owner').getByLabel('New owner');
      const labels = await choices.locator('option').allTextContents();
      await choices.selectOption({ label: labels.find((label) => to.test(label)) ?? String(to) });
      await dialog('Move to another owner').getByRole('button', { name: 'Move' }).click();
    };
    await move(/^Me /);
    await owner.getByText('You: nobody else sees the application.').waitFor();
    const mine = await client.applications.get({ filterField: 'name', filter: 'Boathouse' });
    expect(mine.items[0]?.ownerType).toBe('user');
    await move(/^Rowing club$/);
    await owner.getByRole('link', { name: 'Rowing club' }).waitFor();
    await takeScreenshot(page, 'console-owner');
    await owner.getByRole('link', { name: 'Rowing club' }).click();
    await page.getByRole('region', { name: '1 application' }).getByRole('link', { name: 'Boathouse' }).waitFor();
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
