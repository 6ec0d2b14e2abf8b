'use strict';
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const installStamp = path.join(root, 'node_modules', '.signalbox-install');
const buildStamp = path.join(root, 'dist', '.signalbox-build');
const lock = path.join(root, '.signalbox-prepare');
/** A first installation on a slow machine and network takes minutes; a lock older than this is left over. */
const lockLimitMs = 15 * 60_000;

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  fs.rmSync(lock, { recursive: true, force: true });
  process.exit(1);
}

function readText(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function listFiles(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** The packages belong to this lock file, this platform and this Node's way of installing them. */
function installFingerprint() {
  return `${hashFiles([path.join(root, 'package-lock.json')])} ${process.platform} ${process.arch}`;
}

function buildFingerprint() {
  const configuration = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/build-guide.mjs',
    'scripts/bundle-server.mjs',
    'scripts/guide/guide.css',
    'scripts/guide/render.mjs',
    'console/index.html',
    'console/package.json',
    'console/vite.config.ts',
  ].map((name) => path.join(root, name));
  return hashFiles([
    ...configuration,
    ...listFiles(path.join(root, 'src')),
    ...listFiles(path.join(root, 'console', 'src')),
    ...listFiles(path.join(root, 'docs')),
  ]);
}

/** The pinned runtime that came with the packages, or this one where it is new enough. */
function findRuntime() {
  const pinned = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (fs.existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

function install() {
  const wanted = installFingerprint();
  if (readText(installStamp) === wanted) return;
  say('Signalbox: installing packages (only when they have changed) ...');
  const npm = process.env.npm_execpath;
  const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, npm_config_engine_strict: 'false' } };
  const result = npm
    ? spawnSync(process.execPath, [npm, ...parameters], options)
    : spawnSync('npm', parameters, { ...options, shell: process.platform === 'win32' });
  if (result.status !== 0) {
    fail(
      'Signalbox: the packages could not be installed; is the npm registry reachable? Run the command again to retry.',
    );
  }
  fs.writeFileSync(installStamp, wanted);
}

function build(runtime) {
  const wanted = buildFingerprint();
  if (readText(buildStamp) === wanted) return;
  say('Signalbox: building (only when the source has changed) ...');
  const result = spawnSync(runtime, [path.join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: runtime.endsWith('.cmd'),
  });
  if (result.status !== 0) fail('Signalbox: the build failed; the messages above say why.');
  fs.writeFileSync(buildStamp, wanted);
}

/** Two commands started at once must not install over each other: the second waits for the first. */
function takeLock() {
  for (;;) {
    try {
      fs.mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > lockLimitMs) fs.rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

const isDue = () => readText(installStamp) !== installFingerprint() || readText(buildStamp) !== buildFingerprint();
if (isDue()) {
  takeLock();
  const release = () => fs.rmSync(lock, { recursive: true, force: true });
  process.on('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  install();
  const runtime = findRuntime();
  if (runtime === undefined) {
    fail(
      `Signalbox: no Node.js for ${process.platform}-${process.arch} came with the packages; install Node.js 22.18 or newer.`,
    );
  }
  build(runtime);
}
