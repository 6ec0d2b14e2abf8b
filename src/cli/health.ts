import { ApiClient, connectionOptions, readUrl } from './api-client.ts';
import { type Command, exitCodes } from './command.ts';
import { parseOptions } from './options.ts';

const options = { url: connectionOptions.url };

/** For supervisors and containers: the exit code is the answer. */
export const command: Command = {
  summary: 'Ask a server whether it can serve',
  usage: '[--url URL]',
  options,
  async run(parameters, io) {
    const { values } = parseOptions(options, parameters);
    const client = new ApiClient({ url: readUrl(values, io), signal: io.signal });
    io.stdout.write(`${JSON.stringify(await client.call('GET', '/health'))}\n`);
    return exitCodes.done;
  },
};
