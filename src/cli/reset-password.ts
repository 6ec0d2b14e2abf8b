import { type Command, CommandError, exitCodes, UsageError } from './command.ts';
import { parseOptions } from './options.ts';

/** The way back in for an operator who has lost the password: right in the database, as nobody can log in. */
export const command: Command = {
  summary: 'Make a new password for a user while the server is stopped',
  usage: '[EMAIL]',
  options: {},
  notes: `Without EMAIL it is the first administrator's. It works on the database that the server's settings name
(SIGNALBOX_DATA_DIR or DATABASE_URL), which must not be in use. All logins of the user end, and two-factor
authentication is off afterwards.`,

  async run(parameters, io) {
    const { positionals } = parseOptions({}, parameters, 1);
    const [email] = positionals;
    if (email === '') throw new UsageError('EMAIL is empty');
    const { email: of, password } = await io.server.resetPassword(email).catch((error: Error) => {
      throw new CommandError(error.message);
    });
    io.stdout.write(`The password of ${of} is ${password}\n`);
    return exitCodes.done;
  },
};
