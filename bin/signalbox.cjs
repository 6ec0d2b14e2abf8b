#!/usr/bin/env node
'use strict';
// What `npx signalbox` runs, with whatever Node the machine has: brings a clone to the point where it works, as `npm start`
// does, and hands over to the pinned Node. It needs no package.
const childProcess = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const url = require('node:url');

const root = path.resolve(__dirname, '..');
const main = path.join(root, 'dist', 'main.js');
const prepare = path.join(root, 'scripts', 'prepare.cjs');
if (fs.existsSync(prepare)) require(prepare);

const version = process.versions.node.split('.').map(Number);
const pinned = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
if (version[0] > 22 || (version[0] === 22 && version[1] >= 18)) {
  // main.js looks at what follows the script's name, which stays as it is.
  import(url.pathToFileURL(main).href);
} else if (fs.existsSync(pinned)) {
  const child = childProcess.spawn(pinned, [main].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    shell: pinned.slice(-4) === '.cmd',
  });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => child.kill(signal));
  });
  child.on('error', (error) => {
    process.stderr.write(`Signalbox could not start ${pinned}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code === null ? 128 + (os.constants.signals[signal] || 0) : code);
  });
} else {
  process.stderr.write(
    `Signalbox needs Node.js 22.18 or newer, or the one that npm installs with it (npm ci); this is ${process.version}.\n`,
  );
  process.exit(1);
}
