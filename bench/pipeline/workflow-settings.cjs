// Node-RED without its editor, for the bench of workflows. What it runs is workflow-flows.json; how far it is, /ran says.
module.exports = {
  httpAdminRoot: false,
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PIPELINE_HTTP_PORT),
  flowFile: 'workflow-flows.json',
  userDir: process.env.PIPELINE_DIR,
  logging: { console: { level: 'warn' } },
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
};
