// A start of a server that mails, for one invitation: two seconds of a processor. `npm test` has the invitations of account-proof.test.ts.
import { expect, it } from 'vitest';
import { connect, logIn } from '../../support/api.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startServer } from '../../support/start-server.ts';

it('mails an invitation with a link to the address that the operator has set, and invites without mail too', async () => {
  const mailServer = await startMailServer();
  const server = await startServer({
    env: {
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      SIGNALBOX_MAIL_FROM: 'box@example.com',
      SIGNALBOX_PUBLIC_URL: 'https://box.example.com',
    },
  });
  try {
    const { client } = await logIn(server);
    const { id: orgId } = await client.orgs.post({ organization: { name: 'Works' } });
    const invite = { email: 'ada@example.com', role: 'view' };
    const [{ link, mailed }] = await client.org.inviteMember({ orgId, invite });
    expect(mailed).toBe(true);
    expect(link).toMatch(/^https:\/\/box\.example\.com\/invites\?email=ada%40example\.com&token=[0-9a-f]{64}$/);
    const text = await mailServer.next();
    expect(text).toContain('To: ada@example.com');
    expect(text).toContain('From: box@example.com');
    expect(text).toContain(link);
    const token = new URL(link).searchParams.get('token');
    expect((await connect(server).orgInvites.get({ token, email: 'ada@example.com' })).orgName).toBe('Works');

    mailServer.close();
    const others = await client.org.inviteMember({ orgId, invite: { ...invite, email: 'alan@example.com' } });
    expect(others[1]).toMatchObject({ email: 'alan@example.com', mailed: false, link: expect.any(String) });
    expect(server.log()).toContain('could not be mailed');
  } finally {
    mailServer.close();
    await server.stop();
  }
});
