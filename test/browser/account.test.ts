import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, failureOf, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { makeUser, type TestUser } from '../support/tenant.ts';
import { totpCode } from '../support/totp.ts';

const newPassword = 'Another-Horse-8';

let server: TestServer;
let user: TestUser;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  const { token } = await logIn(server);
  user = await makeUser(server, token, 'ada@example.com');
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn(user);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });

describe('one’s own account in the console', () => {
  test('times are written in the zone and with the clock that somebody has set', async () => {
    const { id } = await user.client.applications.post({ application: { name: 'Clocks' } });
    const { id: deviceId } = await user.client.devices.post({
      applicationId: id,
      device: { name: 'Clock', attributes: [{ name: 'tick', dataType: 'number' }] },
    });
    const today = Date.now() - (Date.now() % 86_400_000);
    const deviceState = { data: { tick: 1 }, time: today - 86_400_000 + Date.UTC(1970, 0, 1, 20, 5, 6) };
    await user.client.device.sendState({ applicationId: id, deviceId, deviceState });
    await browser.open('/account');
    const form = page.getByRole('form', { name: 'Times' });
    await form
      .getByRole('combobox', { name: 'Time zone' })
      .or(form.getByRole('textbox', { name: 'Time zone' }))
      .first()
      .fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).first().click();
    await form.getByLabel('Clock').selectOption('24 hours');
    const loaded = page.waitForEvent('load');
    await form.getByRole('button', { name: 'Save' }).click();
    await loaded;
    await browser.open(`/applications/${id}/devices/${deviceId}`);
    await page.getByRole('table', { name: 'Attributes' }).getByText(', 05:05:06').waitFor();
    await page.evaluate("localStorage.removeItem('signalbox.times')");
  });

  test('somebody who is no administrator is not offered the users', async () => {
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('menuitem', { name: 'My account' }).click();
    await page.getByRole('heading', { name: 'My account', level: 1 }).waitFor();
    await page.getByText('Logging in takes your password alone.').waitFor();
    expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
  });

  test('the name is changed; an address that is none is refused beside its field and stays there to be mended', async () => {
    const form = page.getByRole('form', { name: 'Profile' });
    await form.getByLabel('First name').fill('Ada');
    await form.getByLabel('E-mail').fill('nowhere');
    await form.getByRole('textbox', { name: 'Current password' }).fill(user.password);
    await form.getByRole('button', { name: 'Save profile' }).click();
    await form.getByText('email must be an e-mail address').waitFor();
    expect(await form.getByLabel('First name').inputValue()).toBe('Ada');
    await form.getByLabel('E-mail').fill('ada@example.com');
    await form.getByRole('button', { name: 'Save profile' }).click();
    await form.getByText('Saved.').waitFor();
    expect((await user.client.me.get()).firstName).toBe('Ada');
  });

  test('a new password ends other sessions and not this one', async () => {
    const form = page.getByRole('form', { name: 'Password' });
    await form.getByLabel('Present password').fill('wrong');
    await form.getByLabel('New password').fill(newPassword);
    await form.getByRole('button', { name: 'Change password' }).click();
    await form.getByText('password is wrong').waitFor();
    await form.getByLabel('Present password').fill(user.password);
    await form.getByRole('button', { name: 'Change password' }).click();
    await form.getByText('The password has been changed.').waitFor();
    expect((await failureOf(user.client.me.get())).statusCode).toBe(401);
    await page.getByRole('link', { name: 'API tokens' }).click();
    await page.getByText('No API tokens yet').waitFor();
  });

  test('two-factor authentication is turned on with a code, asked for at the next login, and turned off', async () => {
    await browser.open('/account');
    await page.getByRole('button', { name: 'Turn on' }).click();
    const on = dialog('Turn on two-factor authentication');
    await on.getByRole('img', { name: 'Key for your authenticator' }).waitFor();
    const key = await on.getByLabel('Key', { exact: true }).inputValue();
    await on.getByLabel('Your password').fill(newPassword);
    await on.getByLabel('Code from your authenticator').fill('000000');
    await on.getByRole('button', { name: 'Turn on' }).click();
    await on.getByText('That code is wrong').waitFor();
    await on.getByLabel('Code from your authenticator').fill(totpCode(key, Date.now()));
    await on.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Logging in takes your password and a code').waitFor();

    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByLabel('E-mail').fill(user.email);
    await page.locator('input[name=password]').fill(newPassword);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByLabel('Code from your authenticator').fill('12');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('That code is wrong').waitFor();
    await page.getByLabel('Code from your authenticator').fill(totpCode(key, Date.now()));
    await page.getByRole('button', { name: 'Log in' }).click();
    // Back on the page of before.
    await page.getByText('Logging in takes your password and a code').waitFor();

    await page.getByRole('button', { name: 'Turn off' }).click();
    const off = dialog('Turn off two-factor authentication');
    await off.getByLabel('Your password').fill(newPassword);
    // A code works once; that of the next half minute is taken already.
    await off.getByLabel('Code from your authenticator').fill(totpCode(key, Date.now() + 30_000));
    await off.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Logging in takes your password alone.').waitFor();
  });

  test('a token of one’s own is made, and one’s record tells of everything', async () => {
    await browser.open('/account/tokens');
    await page.getByRole('button', { name: 'Create API token' }).click();
    await dialog('Create API token').getByLabel('Name').fill('Script');
    await dialog('Create API token').getByRole('button', { name: 'Create API token' }).click();
    const shown = dialog('The new API token');
    const token = await shown.getByLabel('Token', { exact: true }).inputValue();
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    expect((await connect(server, token).me.get()).email).toBe(user.email);
    await page.getByRole('link', { name: 'Audit log' }).click();
    const changes = page.getByRole('table', { name: 'Changes' });
    for (const action of [
      'Created own API token',
      'Turned on two-factor authentication',
      'Changed own password',
      'Changed own account',
    ]) {
      await changes.getByText(action).first().waitFor();
    }
    expect(await page.content()).not.toContain(token);
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
