'use strict';
// Runs before `npm start` and `npm test`: brings a fresh clone to the point where both work. It is read by whatever Node
// the machine has, so it needs no package and keeps to syntax that old versions understand. Everything it says goes to
// stderr, because programs read the server's stdout.
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    'Signalbox needs Node.js 20 or newer to install itself, but this is ' +
      process.version +
      ' (see https://nodejs.org).\n',
  );
  process.exit(1);
}
require('./prepare/run.cjs');
