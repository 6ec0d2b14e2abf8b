// Node-RED without its editor, for the bench. What it runs is flows.json.
module.exports = {
  httpAdminRoot: false,
  httpNodeRoot: false,
  flowFile: 'flows.json',
  userDir: process.env.PIPELINE_DIR,
  functionGlobalContext: { pg: require('pg'), databaseUrl: process.env.PIPELINE_DATABASE_URL },
  logging: { console: { level: 'warn' } },
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
};
