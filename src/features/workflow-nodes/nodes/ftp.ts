import type { NodeContext, NodeType } from '../context.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { encodeText } from '../encode-text.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { readEncoding } from '../node-content.ts';
import { softly } from '../outcomes.ts';
import { type FileProtocol, readRemoteFile, writeRemoteFile } from '../remote/file-servers.ts';
import { loginCredentialField, readLogin, readPort, readTls, tlsFields, useHost } from '../remote/login.ts';
import { checkLength } from '../result-budget.ts';
import type { OutsideHost } from '../services.ts';

const protocols: readonly FileProtocol[] = ['sftp', 'ftps', 'ftp'];

const placeFields: readonly FieldDeclaration[] = [
  {
    key: 'method',
    kind: 'select',
    label: 'Protocol',
    options: protocols,
    default: 'ftp',
    help: 'ftps is FTP that turns to TLS. sftp needs the package ssh2 beside the server.',
  },
  { key: 'hostTemplate', kind: 'template', label: 'Host', required: true },
  { key: 'portTemplate', kind: 'template', label: 'Port', help: 'Empty: 22 for sftp, else 21.' },
  loginCredentialField,
  { key: 'userTemplate', kind: 'template', label: 'User' },
  { key: 'passwordTemplate', kind: 'template', label: 'Password' },
  {
    key: 'privateKeyTemplate',
    kind: 'template',
    label: 'Private key',
    help: 'In place of a password.',
    when: { key: 'method', is: ['sftp'] },
  },
  ...tlsFields.map((field) => ({ ...field, when: { key: 'method', is: ['ftps'] } })),
  { key: 'directoryTemplate', kind: 'template', label: 'Directory' },
  { key: 'fileNameTemplate', kind: 'template', label: 'File name', required: true },
  { key: 'encodingTemplate', kind: 'template', label: 'Encoding', help: 'utf8, base64, hex …', default: 'utf8' },
];
const example = {
  method: 'ftps',
  hostTemplate: 'files.example.com',
  credentialNameTemplate: 'files',
  directoryTemplate: '/reports',
  fileNameTemplate: '{{data.machine}}.csv',
};

export const ftpGetNode: NodeType = {
  type: 'FTPGetNode',
  label: 'FTP: Get',
  summary: 'Reads a file from an FTP or SFTP server outside.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [...placeFields, resultField({ help: 'The content as a text; or an object with error.' })],
  example: { ...example, resultPath: 'working.content' },
  async run(context) {
    const encoding = readEncoding(context.config);
    await atFile(context, async (call) => (await readRemoteFile(call)).toString(encoding));
  },
};

export const ftpPutNode: NodeType = {
  type: 'FTPPutNode',
  label: 'FTP: Put',
  summary: 'Writes a file to an FTP or SFTP server outside, in the place of one that is there.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    ...placeFields,
    { key: 'fileContentTemplate', kind: 'template', label: 'Content' },
    resultField({ help: 'An object with success; or with error.' }),
  ],
  example: { ...example, fileContentTemplate: '{{data.csv}}', resultPath: 'working.written' },
  async run(context) {
    const { config } = context;
    const encoding = readEncoding(config);
    const text = config.text('fileContentTemplate', { escape: false });
    checkLength(text.length);
    await atFile(context, async (call) => {
      await writeRemoteFile(call, encodeText(text, encoding));
      return { success: true };
    });
  },
};

type Call = Parameters<typeof readRemoteFile>[0];

async function atFile(context: NodeContext, action: (call: Call) => Promise<unknown>): Promise<void> {
  const { config } = context;
  const protocol = config.choice('method', 'ftp' as string).toLowerCase() as FileProtocol;
  if (!protocols.includes(protocol))
    throw new NodeError('ValidationError', `method is none of ${protocols.join(', ')}`);
  const place = {
    host: config.requiredText('hostTemplate', { escape: false }),
    port: readPort(context, 'portTemplate', protocol === 'sftp' ? 22 : 21),
  };
  const given = { user: config.text('userTemplate', { escape: false }), password: config.text('passwordTemplate') };
  const directory = config.text('directoryTemplate', { escape: false }).trim().replace(/\/+$/, '');
  const name = config.requiredText('fileNameTemplate', { escape: false });
  const more = {
    protocol,
    privateKey: config.text('privateKeyTemplate').trim() || undefined,
    tls: readTls(context),
    path: config.has('directoryTemplate') ? `${directory}/${name}` : name,
  };
  await softly(context, 'resultPath', async () => {
    const login = await readLogin(context, place, given);
    return useHost(context, { ...place, errorName: 'FtpError' }, (host: OutsideHost) =>
      action({ ...more, host, login }),
    );
  });
}
