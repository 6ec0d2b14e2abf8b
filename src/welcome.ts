import type { RunningApp } from './app.ts';
import { selfMonitoringFeature } from './features/self-monitoring/index.ts';
import type { Config } from './platform/config.ts';

/** What a person reads when the server is ready: where it is, how to log in, and three lines to paste. */
export function welcomeText(app: RunningApp, config: Config): string {
  const { administrator } = app;
  const { self } = app.api(selfMonitoringFeature);
  const lines = [
    '',
    '  Signalbox is ready.',
    '',
    `  Console     ${app.httpUrl}/console/`,
    `  API         ${app.httpUrl}   reference at ${app.httpUrl}/docs`,
    `  Documents   ${app.httpUrl}/docs/guide/`,
    `  MQTT        ${app.mqttUrl}`,
  ];
  if (administrator) {
    lines.push('', `  Log in as   ${administrator.email}`);
    lines.push(
      administrator.generatedPassword === undefined
        ? '  Password    the one in SIGNALBOX_ADMIN_PASSWORD'
        : `  Password    ${administrator.generatedPassword}   (shown until somebody has logged in)`,
    );
    if (administrator.generatedPassword !== undefined) {
      const login = new URLSearchParams({ email: administrator.email, password: administrator.generatedPassword });
      lines.push(`  Or choose your own   ${app.httpUrl}/console/first-run#${login}`);
    }
  }
  const email = administrator?.email ?? config.adminEmail;
  const credentials =
    administrator?.generatedPassword === undefined
      ? `"{\\"email\\":\\"${email}\\",\\"password\\":\\"$SIGNALBOX_ADMIN_PASSWORD\\"}"`
      : `'${JSON.stringify({ email, password: administrator.generatedPassword })}'`;
  const insecure = app.httpUrl.startsWith('https') ? ' -k' : '';
  const path = self ? `/applications/${self.applicationId}` : '/applications';
  lines.push(
    '',
    administrator?.generatedPassword === undefined
      ? '  Try it (with SIGNALBOX_ADMIN_PASSWORD set in your shell):'
      : '  Try it:',
    '',
    `TOKEN=$(curl -s${insecure} ${app.httpUrl}/auth/user -H 'Content-Type: application/json' -d ${credentials} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s${insecure} ${app.httpUrl}${path} -H "Authorization: Bearer $TOKEN"`,
    self
      ? `curl -sN${insecure} '${app.httpUrl}${path}/mqttSubscriptionStream?topic=losant/%2B/state' -H "Authorization: Bearer $TOKEN"`
      : `curl -s${insecure} ${app.httpUrl}/me -H "Authorization: Bearer $TOKEN"`,
    '',
    '',
  );
  return lines.join('\n');
}
