// `npm run bench [-- name ...]`: prints a Markdown report. Needs Linux for memory and CPU figures. DATABASE_URL adds a
// second round on that PostgreSQL server.
import { arch, cpus, platform, totalmem } from 'node:os';
import { benchApplicationGet } from './application-get.ts';
import { benchIngest } from './ingest.ts';
import { benchLoginTiming } from './login-timing.ts';
import { benchMemory } from './memory.ts';

const benches: Record<string, (env?: Record<string, string>) => Promise<string>> = {
  memory: benchMemory,
  'application-get': benchApplicationGet,
  ingest: benchIngest,
  'login-timing': benchLoginTiming,
};
const chosen = process.argv.slice(2);
const databaseUrl = process.env.DATABASE_URL;

console.log(`# Measurements

${new Date().toISOString().slice(0, 10)}, ${platform()} ${arch()}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}. The load generators run on the same machine.
`);
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(await bench());
  if (databaseUrl) console.log(await bench({ DATABASE_URL: databaseUrl }));
}
process.exit(0);
