import { allowedLimit, parseLimit } from '../kernel/limits.ts';
import {
  anyText,
  daysText,
  isNetwork,
  mebibytesText,
  oneOf,
  parseCompaction,
  parseCount,
  parseDays,
  parseHosts,
  parseMapUrl,
  parseMebibytes,
  parseOrigin,
  parsePort,
  parseRedisUrl,
  parseSmsUrl,
  parseSpace,
  parseUrl,
  portText,
  setting,
  spaceText,
} from './setting.ts';

/** Every setting, in the order in which the documentation lists them. */
export const definitions = {
  httpPort: setting({
    name: 'SIGNALBOX_HTTP_PORT',
    default: '8080',
    meaning: 'Port of the API, the console and MQTT over WebSocket. 0 takes any free port; the ready line says which.',
    allowed: portText,
    parse: parsePort,
  }),
  mqttPort: setting({
    name: 'SIGNALBOX_MQTT_PORT',
    default: '1883',
    meaning: 'Port of MQTT over TCP (over TLS when a certificate is given). 0 takes any free port.',
    allowed: portText,
    parse: parsePort,
  }),
  host: setting({
    name: 'SIGNALBOX_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on. 0.0.0.0 or :: makes the server reachable from other machines.',
    allowed: 'an IP address or a host name',
    parse: (text) => (/^[A-Za-z0-9.:-]+$/.test(text) ? text : undefined),
  }),
  dataDir: setting({
    name: 'SIGNALBOX_DATA_DIR',
    default: './data',
    meaning: 'Folder of the embedded database, of local files and of the generated secret key.',
    allowed: 'a folder',
    parse: anyText,
  }),
  sharedDir: setting({
    name: 'SIGNALBOX_SHARED_DIR',
    default: undefined,
    meaning:
      'Folder that all nodes have in common (such as NFS), for files and exports. Several nodes (`REDIS_URL`) need it, or `SIGNALBOX_FILE_STORE`. Unset: the data folder.',
    allowed: 'a folder',
    parse: anyText,
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    default: undefined,
    meaning: 'A PostgreSQL server (15 or newer) to use instead of the embedded database.',
    allowed: 'a postgres:// or postgresql:// URL',
    parse: parseUrl(['postgres:', 'postgresql:']),
  }),
  compactHistory: setting({
    name: 'SIGNALBOX_COMPACT_HISTORY',
    default: '1',
    meaning:
      'States of days that have ended so many days ago are packed to a tenth of their size; everything reads the same. `off` leaves days as they are, `undo` makes packed ones rows again.',
    allowed: 'a whole number of days, at least 1, or off, or undo',
    parse: parseCompaction,
  }),
  redisUrl: setting({
    name: 'REDIS_URL',
    default: undefined,
    meaning:
      'A Redis or Valkey (6.2 or newer; as a cluster 7 or newer). With it this server is one of several that share the database of DATABASE_URL and act as one; all of them need the same. It keeps nothing that must last. Installations that share a Redis give different database numbers.',
    allowed: 'a redis:// or rediss:// URL, with at most the number of a database as its path: redis://127.0.0.1:6379/0',
    parse: parseRedisUrl,
  }),
  drainTime: setting({
    name: 'SIGNALBOX_DRAIN_TIME',
    default: '0',
    meaning:
      'Seconds that a server which is told to stop goes on serving behind a load balancer: `/ready` says 503 from the start, devices and streams are ended evenly in the last two thirds. The stop itself takes up to 10 s more.',
    allowed: 'a whole number of seconds from 0 to 300',
    parse: parseCount(0, 300),
  }),
  adminEmail: setting({
    name: 'SIGNALBOX_ADMIN_EMAIL',
    default: 'admin@localhost',
    meaning: 'E-mail of the administrator made at the first start.',
    allowed: 'an e-mail address',
    parse: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 1024 ? text : undefined),
  }),
  adminPassword: setting({
    name: 'SIGNALBOX_ADMIN_PASSWORD',
    default: undefined,
    meaning: 'Password of that administrator. Unset: a random one is made and printed once.',
    allowed: '8 to 2048 characters',
    parse: (text) => (text.length >= 8 && text.length <= 2048 ? text : undefined),
  }),
  secretKey: setting({
    name: 'SIGNALBOX_SECRET_KEY',
    default: undefined,
    meaning:
      'Encrypts stored credentials. Unset: one is generated and kept in the data folder. Servers that share a database need the same one.',
    allowed: 'at least 16 characters',
    parse: (text) => (text.length >= 16 ? text : undefined),
  }),
  previousSecretKeys: setting({
    name: 'SIGNALBOX_PREVIOUS_SECRET_KEYS',
    default: undefined,
    meaning:
      'Former values of SIGNALBOX_SECRET_KEY, comma-separated. At the start, what they encrypted is encrypted again with the present one.',
    allowed: 'a comma-separated list of at most 10 former keys',
    parse: (text) => {
      const keys = text.split(',');
      return keys.length <= 10 && keys.every((key) => key.length >= 16) ? keys : undefined;
    },
  }),
  lostSecretKey: setting({
    name: 'SIGNALBOX_LOST_SECRET_KEY',
    default: undefined,
    meaning:
      'For one start after the secret key was lost for good: goes on with another key, although what the lost one encrypted cannot be read.',
    allowed: 'accept, or unset',
    parse: (text) => (text === 'accept' ? true : undefined),
  }),
  publicUrl: setting({
    name: 'SIGNALBOX_PUBLIC_URL',
    default: undefined,
    meaning:
      'Where people reach this server, for links in mails and answers. Unset: as the request says, if that is localhost or the address that the server listens on; else the address at which the request came in.',
    allowed: 'an http:// or https:// URL without a path',
    parse: parseOrigin,
  }),
  trustedProxies: setting({
    name: 'SIGNALBOX_TRUSTED_PROXIES',
    default: undefined,
    meaning:
      'Reverse proxies whose X-Forwarded headers are believed. Login throttling and the audit log then see the real caller.',
    allowed: 'a comma-separated list of IP addresses or networks such as 10.0.0.0/8, or loopback',
    parse: (text) => {
      const proxies = text.split(',').map((proxy) => proxy.trim());
      return proxies.every((proxy) => proxy === 'loopback' || isNetwork(proxy)) ? proxies : undefined;
    },
  }),
  smtpUrl: setting({
    name: 'SIGNALBOX_SMTP_URL',
    default: undefined,
    meaning:
      'Mail server for invitations and exports. Unset: no mail is sent; the link of an invitation is in the answer anyway.',
    allowed: 'an smtp:// or smtps:// URL such as smtp://user:password@mail.example.com:587',
    parse: parseUrl(['smtp:', 'smtps:']),
  }),
  mailFrom: setting({
    name: 'SIGNALBOX_MAIL_FROM',
    default: 'signalbox@localhost',
    meaning: 'Sender of the mails.',
    allowed: 'an e-mail address',
    parse: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined),
  }),
  smsUrl: setting({
    name: 'SIGNALBOX_SMS_URL',
    default: undefined,
    meaning:
      'Who sends the text messages of workflows (node SMS): an account of Twilio, or a gateway of your own, which gets `POST {"to","text","id"}` as JSON. Unset: none are sent.',
    allowed: 'twilio://<account SID>:<auth token>@<number of the sender>, or an http:// or https:// URL',
    parse: parseSmsUrl,
  }),
  mapTiles: setting({
    name: 'SIGNALBOX_MAP_TILES',
    default: undefined,
    meaning:
      'Tiles of the maps of dashboards; what is asked of them tells their host which places are looked at. Unset: the outlines of the world that come along.',
    allowed: 'an http:// or https:// URL with {z}, {x} and {y}, or of a style of MapLibre',
    parse: parseMapUrl,
  }),
  mapSatellite: setting({
    name: 'SIGNALBOX_MAP_SATELLITE',
    default: undefined,
    meaning: 'Tiles of maps whose style is satellite. Unset: as SIGNALBOX_MAP_TILES.',
    allowed: 'an http:// or https:// URL with {z}, {x} and {y}, or of a style of MapLibre',
    parse: parseMapUrl,
  }),
  mapAttribution: setting({
    name: 'SIGNALBOX_MAP_ATTRIBUTION',
    default: undefined,
    meaning: 'What stands in the corner of maps with these tiles.',
    allowed: 'a text of at most 500 characters',
    parse: (text) => (text.length <= 500 ? text : undefined),
  }),
  imageHosts: setting({
    name: 'SIGNALBOX_IMAGE_HOSTS',
    default: undefined,
    meaning: 'Hosts (host or host:port, comma-separated) that the console may show pictures of, besides this server.',
    allowed: 'a comma-separated list of host or host:port',
    parse: parseHosts,
  }),
  frameHosts: setting({
    name: 'SIGNALBOX_FRAME_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) whose https pages dashboards may show in frames. *: every host.',
    allowed: 'a comma-separated list of host or host:port, or *',
    parse: (text) => (text.trim() === '*' ? ['*'] : parseHosts(text)),
  }),
  embedHosts: setting({
    name: 'SIGNALBOX_EMBED_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) whose pages may show shared dashboards in a frame, over https; http from this machine too. Unset: none.',
    allowed: 'a comma-separated list of host or host:port',
    parse: parseHosts,
  }),
  chromium: setting({
    name: 'SIGNALBOX_CHROMIUM',
    default: undefined,
    meaning:
      'Program (Chromium or Chrome) that draws the dashboards of reports, for a PDF and a picture in their mails. Unset: reports are HTML and CSV.',
    allowed: 'the path of a program',
    parse: anyText,
  }),
  archiveDir: setting({
    name: 'SIGNALBOX_ARCHIVE_DIR',
    default: undefined,
    meaning: 'Folder into which applications may archive. Unset: archives to a local folder are refused.',
    allowed: 'a folder',
    parse: anyText,
  }),
  archiveS3Hosts: setting({
    name: 'SIGNALBOX_ARCHIVE_S3_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) that applications may name as endpoint of an S3, Google Cloud Storage or Azure Blob archive besides those services themselves.',
    allowed: 'a comma-separated list of host or host:port',
    parse: parseHosts,
  }),
  callbackHosts: setting({
    name: 'SIGNALBOX_CALLBACK_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) that exports may call back although they are not on the public internet.',
    allowed: 'a comma-separated list of host or host:port',
    parse: parseHosts,
  }),
  integrationHosts: setting({
    name: 'SIGNALBOX_INTEGRATION_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) that integrations may reach although they are not on the public internet. *: every host.',
    allowed: 'a comma-separated list of host or host:port, or *',
    parse: (text) => (text.trim() === '*' ? ['*'] : parseHosts(text)),
  }),
  flowHosts: setting({
    name: 'SIGNALBOX_WORKFLOW_HOSTS',
    default: undefined,
    meaning:
      'Hosts (host or host:port, comma-separated) that workflows may call although they are not on the public internet. *: every host.',
    allowed: 'a comma-separated list of host or host:port, or *',
    parse: (text) => (text.trim() === '*' ? ['*'] : parseHosts(text)),
  }),
  flowWorkers: setting({
    name: 'SIGNALBOX_WORKFLOW_WORKERS',
    default: '1',
    meaning: 'Threads that run workflows; each starts when it is first needed.',
    allowed: 'a number from 1 to 64',
    parse: parseCount(1, 64),
  }),
  flowRunning: setting({
    name: 'SIGNALBOX_WORKFLOW_RUNNING',
    default: '50',
    meaning: 'Runs of workflows of one application at the same time.',
    allowed: 'a number from 1 to 10000',
    parse: parseCount(1, 10_000),
  }),
  flowRunningEach: setting({
    name: 'SIGNALBOX_WORKFLOW_RUNNING_EACH',
    default: '20',
    meaning: 'Runs of one workflow at the same time.',
    allowed: 'a number from 1 to 10000',
    parse: parseCount(1, 10_000),
  }),
  flowStarts: setting({
    name: 'SIGNALBOX_WORKFLOW_STARTS',
    default: '200',
    meaning: 'Runs of workflows of one application that start in a second.',
    allowed: 'a number from 1 to 100000',
    parse: parseCount(1, 100_000),
  }),
  flowWaiting: setting({
    name: 'SIGNALBOX_WORKFLOW_WAITING',
    default: '100000',
    meaning:
      'What has happened in an application and waits for its workflows. Beyond it, calls are refused with 429 and reports of devices are not acknowledged.',
    allowed: 'a number from 100 to 10000000',
    parse: parseCount(100, 10_000_000),
  }),
  pubsubEmulatorHost: setting({
    name: 'PUBSUB_EMULATOR_HOST',
    default: undefined,
    meaning: 'Emulator of Google Pub/Sub that integrations use instead of the service; it is given no credentials.',
    allowed: 'host:port',
    parse: (text) => (/^[A-Za-z0-9.[\]:-]+:\d{1,5}$/.test(text) ? text : undefined),
  }),
  particleUrl: setting({
    name: 'SIGNALBOX_PARTICLE_URL',
    default: 'https://api.particle.io',
    meaning: 'Where integrations reach the Particle cloud. Access tokens of all Particle integrations are sent there.',
    allowed: 'an http:// or https:// URL without a path',
    parse: parseOrigin,
  }),
  meridianUrl: setting({
    name: 'SIGNALBOX_MERIDIAN_URL',
    default: 'https://tags.meridianapps.com',
    meaning:
      'Where integrations reach Meridian, such as https://tags-eu.meridianapps.com. Tokens of all Meridian integrations are sent there.',
    allowed: 'an http:// or https:// URL without a path',
    parse: parseOrigin,
  }),
  exportSpace: setting({
    name: 'SIGNALBOX_EXPORT_SPACE',
    default: '1024',
    meaning: 'MiB that the files of exports may take in the data folder, all together. They are kept for a day.',
    allowed: 'a number of MiB from 1 to 1000000',
    parse: (text) => (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= 1_000_000 ? Number(text) : undefined),
  }),
  templatesDir: setting({
    name: 'SIGNALBOX_TEMPLATES_DIR',
    default: undefined,
    meaning: 'A folder of application templates: each folder in it is a bundle that new applications can be made from.',
    allowed: 'a path',
    parse: (text) => (text.trim() === '' ? undefined : text),
  }),
  maxImportSize: setting({
    name: 'SIGNALBOX_MAX_IMPORT_SIZE',
    default: '256',
    meaning:
      'MiB that a bundle of an application, or a file of rows for a data table, may have. It is kept in the database until all of it is stored.',
    allowed: mebibytesText,
    parse: parseMebibytes,
  }),
  fileStore: setting({
    name: 'SIGNALBOX_FILE_STORE',
    default: undefined,
    meaning:
      'Where the contents of files are kept: a bucket of S3 or of a compatible store, as s3://bucket/prefix. Unset: the folder files in the data folder.',
    allowed: 's3://bucket or s3://bucket/prefix',
    parse: (text) => {
      const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,254})(?:\/([A-Za-z0-9!_.*'()/-]{0,200}))?$/.exec(text);
      if (!match) return undefined;
      const steps = (match[2] ?? '').split('/').filter((step) => step !== '');
      if (steps.some((step) => step === '.' || step === '..')) return undefined;
      return { bucket: match[1] as string, prefix: steps.map((step) => `${step}/`).join('') };
    },
  }),
  fileStoreEndpoint: setting({
    name: 'SIGNALBOX_FILE_STORE_ENDPOINT',
    default: undefined,
    meaning: 'Address of an S3-compatible store. Unset: Amazon S3.',
    allowed: 'an http:// or https:// URL',
    parse: parseUrl(['http:', 'https:']),
  }),
  fileStoreRegion: setting({
    name: 'SIGNALBOX_FILE_STORE_REGION',
    default: 'us-east-1',
    meaning: 'Region of the bucket.',
    allowed: 'a region such as eu-central-1',
    parse: (text) => (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text) ? text : undefined),
  }),
  fileStoreAccessKeyId: setting({
    name: 'SIGNALBOX_FILE_STORE_ACCESS_KEY_ID',
    default: undefined,
    meaning: 'Access key for the bucket of SIGNALBOX_FILE_STORE.',
    allowed: 'the id of an access key',
    parse: anyText,
  }),
  fileStoreSecretAccessKey: setting({
    name: 'SIGNALBOX_FILE_STORE_SECRET_ACCESS_KEY',
    default: undefined,
    meaning: 'The secret that goes with it.',
    allowed: 'the secret of the access key',
    parse: anyText,
  }),
  filesUrl: setting({
    name: 'SIGNALBOX_FILES_URL',
    default: undefined,
    meaning:
      'A host of its own for files, which leads to this server too and under which there is nothing else. Browsers then show HTML and SVG files as pages. Unset: files are below /files of the public URL, and such files are only downloaded.',
    allowed: 'an http:// or https:// URL without a path, of another host than SIGNALBOX_PUBLIC_URL',
    parse: parseOrigin,
  }),
  maxFileSize: setting({
    name: 'SIGNALBOX_MAX_FILE_SIZE',
    default: '100',
    meaning: 'MiB that a file of an application may have.',
    allowed: mebibytesText,
    parse: parseMebibytes,
  }),
  devicesLimit: setting({
    name: 'SIGNALBOX_DEVICES_LIMIT',
    default: 'off',
    meaning: 'How many devices an application may have. off: no limit.',
    allowed: allowedLimit('devices'),
    parse: (text) => parseLimit('devices', text),
  }),
  fileSpaceLimit: setting({
    name: 'SIGNALBOX_FILE_SPACE_LIMIT',
    default: 'off',
    meaning: 'MiB that the files of an application may have together. off: no limit.',
    allowed: spaceText,
    parse: parseSpace,
  }),
  dataTableRowsLimit: setting({
    name: 'SIGNALBOX_DATA_TABLE_ROWS_LIMIT',
    default: '10000000',
    meaning: 'Rows that the data tables of an application may have together. off: no limit.',
    allowed: allowedLimit('dataTableRows'),
    parse: (text) => parseLimit('dataTableRows', text),
  }),
  workflowsLimit: setting({
    name: 'SIGNALBOX_WORKFLOWS_LIMIT',
    default: '5000',
    meaning: 'Workflows that an application may have. off: no limit.',
    allowed: allowedLimit('workflows'),
    parse: (text) => parseLimit('workflows', text),
  }),
  dashboardsLimit: setting({
    name: 'SIGNALBOX_DASHBOARDS_LIMIT',
    default: '5000',
    meaning: 'Dashboards that an application may have. off: no limit.',
    allowed: allowedLimit('dashboards'),
    parse: (text) => parseLimit('dashboards', text),
  }),
  storedEventsLimit: setting({
    name: 'SIGNALBOX_STORED_EVENTS_LIMIT',
    default: '1000000',
    meaning: 'Events that an application may have. off: no limit.',
    allowed: allowedLimit('storedEvents'),
    parse: (text) => parseLimit('storedEvents', text),
  }),
  dailyStatesLimit: setting({
    name: 'SIGNALBOX_DAILY_STATES_LIMIT',
    default: 'off',
    meaning: 'How many states the devices of an application may report in a UTC day. off: no limit.',
    allowed: allowedLimit('statesPerDay'),
    parse: (text) => parseLimit('statesPerDay', text),
  }),
  dailyStorageLimit: setting({
    name: 'SIGNALBOX_DAILY_STORAGE_LIMIT',
    default: 'off',
    meaning: 'MiB that the states and commands of an application may add to the database in a UTC day. off: no limit.',
    allowed: spaceText,
    parse: parseSpace,
  }),
  commandLimit: setting({
    name: 'SIGNALBOX_COMMAND_LIMIT',
    default: 'off',
    meaning:
      'How many commands an application may send, one to many devices counting for each: so many at once, and as many again in the time, evenly. off: no limit.',
    allowed: allowedLimit('commands'),
    parse: (text) => parseLimit('commands', text),
  }),
  connectLimit: setting({
    name: 'SIGNALBOX_CONNECT_LIMIT',
    default: 'off',
    meaning:
      'How often devices of an application may connect over MQTT: so often at once, and as often again in the time, evenly. off: no limit.',
    allowed: allowedLimit('connects'),
    parse: (text) => parseLimit('connects', text),
  }),
  deviceMessageLimit: setting({
    name: 'SIGNALBOX_DEVICE_MESSAGE_LIMIT',
    default: '30/15s',
    meaning: 'How many messages a device may send, and be sent, in a time window. off: no limit.',
    allowed: allowedLimit('deviceMessages'),
    parse: (text) => parseLimit('deviceMessages', text),
  }),
  keepCommands: setting({
    name: 'SIGNALBOX_KEEP_COMMANDS',
    default: '90',
    meaning: 'Days for which the commands that devices were sent are kept.',
    allowed: daysText,
    parse: parseDays,
  }),
  keepConnections: setting({
    name: 'SIGNALBOX_KEEP_CONNECTIONS',
    default: '90',
    meaning: 'Days for which it is kept when devices came and went; the last time of each is kept for ever.',
    allowed: daysText,
    parse: parseDays,
  }),
  keepAuditLog: setting({
    name: 'SIGNALBOX_KEEP_AUDIT_LOG',
    default: '365',
    meaning: 'Days for which the record of changes is kept.',
    allowed: daysText,
    parse: parseDays,
  }),
  keepUsage: setting({
    name: 'SIGNALBOX_KEEP_USAGE',
    default: '800',
    meaning: 'Days for which the hourly usage counts are kept.',
    allowed: daysText,
    parse: parseDays,
  }),
  keepEvents: setting({
    name: 'SIGNALBOX_KEEP_EVENTS',
    default: '365',
    meaning:
      'Days for which resolved events are kept after their last update. Events that are not resolved are kept until somebody deletes them.',
    allowed: daysText,
    parse: parseDays,
  }),
  diskReserve: setting({
    name: 'SIGNALBOX_DISK_RESERVE',
    default: '256',
    meaning:
      'MiB that stay free on the disk of the embedded database. Below it nothing is stored (507) while reading goes on; a quarter of it is kept as a file for emergencies.',
    allowed: 'a number of MiB from 16 to 1000000',
    parse: (text) => {
      const number = /^[1-9]\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
      return number >= 16 && number <= 1_000_000 ? number : undefined;
    },
  }),
  eventLimit: setting({
    name: 'SIGNALBOX_EVENT_LIMIT',
    default: '10/10s',
    meaning:
      'How many events an application may create: so many at once, and as many again in the time, evenly. off: no limit.',
    allowed: allowedLimit('events'),
    parse: (text) => parseLimit('events', text),
  }),
  replyTimeout: setting({
    name: 'SIGNALBOX_REPLY_TIMEOUT',
    default: '30',
    meaning:
      'Seconds that the caller of a webhook which waits for a reply is kept waiting before it is told that none came.',
    allowed: 'a number of seconds from 1 to 120',
    parse: (text) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 120 ? Number(text) : undefined),
  }),
  selfDevice: setting({
    name: 'SIGNALBOX_SELF_DEVICE',
    default: 'on',
    meaning: 'Whether the server reports its own load as a device of the application "Signalbox server".',
    allowed: 'on or off',
    parse: (text) => (text === 'on' ? true : text === 'off' ? false : undefined),
  }),
  logLevel: setting({
    name: 'SIGNALBOX_LOG_LEVEL',
    default: 'info',
    meaning: 'The least severe log lines to write (to stderr, as JSON).',
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    parse: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  }),
  tlsCert: setting({
    name: 'SIGNALBOX_TLS_CERT',
    default: undefined,
    meaning: 'PEM file with the certificate chain. With SIGNALBOX_TLS_KEY it turns on TLS for HTTP and MQTT.',
    allowed: 'a file',
    parse: anyText,
  }),
  tlsKey: setting({
    name: 'SIGNALBOX_TLS_KEY',
    default: undefined,
    meaning: 'PEM file with the private key of SIGNALBOX_TLS_CERT.',
    allowed: 'a file',
    parse: anyText,
  }),
  tlsClientCa: setting({
    name: 'SIGNALBOX_TLS_CLIENT_CA',
    default: undefined,
    meaning:
      'PEM file with certificate authorities. Devices must then present a certificate signed by one of them, over MQTT and WebSocket, besides their key and secret or as the device certificate that they log in with. The API does not ask for one.',
    allowed: 'a file; SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY must be given too',
    parse: anyText,
  }),
  webSocketCertificates: setting({
    name: 'SIGNALBOX_WEBSOCKET_CERTIFICATES',
    default: 'off',
    meaning:
      'Whether the HTTPS port asks for client certificates, so that devices can log in with one over WebSocket too. Browsers of people who have certificates of their own then ask which one to send.',
    allowed: 'on or off; on needs SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY',
    parse: (text) => (text === 'on' ? true : text === 'off' ? false : undefined),
  }),
};
