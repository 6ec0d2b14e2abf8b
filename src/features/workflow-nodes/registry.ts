import type { NodeType } from './context.ts';
import { annotationNode } from './nodes/annotation.ts';
import { arrayNode } from './nodes/array.ts';
import { awsLambdaNode } from './nodes/aws-lambda.ts';
import { awsS3GetNode, awsS3PutNode } from './nodes/aws-s3.ts';
import { azureBlobStorageGetNode, azureBlobStoragePutNode } from './nodes/azure-blob-storage.ts';
import { azureEventHubPublishNode } from './nodes/azure-event-hub-publish.ts';
import { azureFunctionNode } from './nodes/azure-function.ts';
import { azureTableStorageNode } from './nodes/azure-table-storage.ts';
import { base64DecodeNode, base64EncodeNode } from './nodes/base64.ts';
import { branchOnChangeNode } from './nodes/branch-on-change.ts';
import { certificateCreateNode } from './nodes/certificate-create.ts';
import { certificateReadNode } from './nodes/certificate-read.ts';
import { createDeviceNode, deleteDeviceNode, updateDeviceNode } from './nodes/change-devices.ts';
import { conditionalNode } from './nodes/conditional.ts';
import { createAccessKeyNode } from './nodes/create-access-key.ts';
import { createEventNode } from './nodes/create-event.ts';
import { cryptoSignNode, cryptoVerifyNode } from './nodes/crypto-sign.ts';
import { csvDecodeNode } from './nodes/csv-decode.ts';
import { csvEncodeNode } from './nodes/csv-encode.ts';
import { customNodeCapNode } from './nodes/custom-node-cap.ts';
import { customNodeExecuteNode } from './nodes/custom-node-execute.ts';
import { dataTableQueryNode } from './nodes/data-table-query.ts';
import { dataTableDeleteRowNode, dataTableInsertRowNode, dataTableUpdateRowNode } from './nodes/data-table-rows.ts';
import { datadogLogsWriteNode } from './nodes/datadog-logs-write.ts';
import { dateTimeNode } from './nodes/date-time.ts';
import { debugNode } from './nodes/debug.ts';
import { delayNode } from './nodes/delay.ts';
import { deviceChangeStateNode } from './nodes/device-change-state.ts';
import { deviceSendCommandNode } from './nodes/device-send-command.ts';
import { gaugeNode, timeSeriesNode } from './nodes/device-series.ts';
import { edgeDeployNode } from './nodes/edge-deploy.ts';
import { deleteEventNode, getEventNode, updateEventNode } from './nodes/events.ts';
import { fileCreateNode, fileGetNode } from './nodes/files.ts';
import { ftpGetNode, ftpPutNode } from './nodes/ftp.ts';
import { generateIdNode } from './nodes/generate-id.ts';
import { geofenceNode } from './nodes/geofence.ts';
import { getDeviceNode } from './nodes/get-device.ts';
import { getValueNode } from './nodes/get-value.ts';
import { googleBigQueryNode } from './nodes/google-big-query.ts';
import { googleCloudStorageGetNode, googleCloudStoragePutNode } from './nodes/google-cloud-storage.ts';
import { googleFunctionNode } from './nodes/google-function.ts';
import { googlePublishNode } from './nodes/google-publish.ts';
import { hashNode } from './nodes/hash.ts';
import { htmlParserNode } from './nodes/html-parser.ts';
import { httpNode } from './nodes/http.ts';
import { jsonDecodeNode } from './nodes/json-decode.ts';
import { jsonEncodeNode } from './nodes/json-encode.ts';
import { jwtCreateNode } from './nodes/jwt-create.ts';
import { jwtDecodeNode } from './nodes/jwt-decode.ts';
import { jwtVerifyNode } from './nodes/jwt-verify.ts';
import { latchNode } from './nodes/latch.ts';
import { logglyWriteNode } from './nodes/loggly-write.ts';
import { loopCapNode, loopNode } from './nodes/loop.ts';
import { losantApiNode } from './nodes/losant-api.ts';
import { mailgunNode } from './nodes/mailgun.ts';
import { mathNode } from './nodes/math.ts';
import { mongoNode } from './nodes/mongo.ts';
import { mqttMessageNode } from './nodes/mqtt-message.ts';
import { mutateNode } from './nodes/mutate.ts';
import { objectNode } from './nodes/object.ts';
import { particleCallNode } from './nodes/particle-call.ts';
import { randomNumberNode } from './nodes/random-number.ts';
import { rawFunctionNode } from './nodes/raw-function.ts';
import { redisNode } from './nodes/redis.ts';
import { registerDeviceCertificateNode } from './nodes/register-device-certificate.ts';
import { endpointReplyNode, webhookReplyNode } from './nodes/replies.ts';
import { salesforceNode } from './nodes/salesforce.ts';
import { samlLoginRedirectNode } from './nodes/saml-login-redirect.ts';
import { samlVerifyNode } from './nodes/saml-verify.ts';
import { sendgridEmailNode } from './nodes/sendgrid-email.ts';
import { serviceNowNode } from './nodes/service-now.ts';
import { slackNode } from './nodes/slack.ts';
import { snowflakeNode } from './nodes/snowflake.ts';
import { sqlNode } from './nodes/sql.ts';
import { sqsSendNode } from './nodes/sqs-send.ts';
import { storeValueNode } from './nodes/store-value.ts';
import { stringNode } from './nodes/string.ts';
import { structureEmailNode } from './nodes/structure-email.ts';
import { structureSmsNode } from './nodes/structure-sms.ts';
import { switchNode } from './nodes/switch.ts';
import { throttleNode } from './nodes/throttle.ts';
import { throwErrorNode } from './nodes/throw-error.ts';
import { timeRangeNode } from './nodes/time-range.ts';
import { twilioSmsNode } from './nodes/twilio-sms.ts';
import { validatePayloadNode } from './nodes/validate-payload.ts';
import { whatsAppNode } from './nodes/whatsapp.ts';
import { workflowTriggerNode } from './nodes/workflow-trigger.ts';

/** Every type of node that this server runs. The one list of them. */
export const nodeTypes: readonly NodeType[] = [
  annotationNode,
  arrayNode,
  awsLambdaNode,
  awsS3GetNode,
  awsS3PutNode,
  azureBlobStorageGetNode,
  azureBlobStoragePutNode,
  azureEventHubPublishNode,
  azureFunctionNode,
  azureTableStorageNode,
  base64DecodeNode,
  base64EncodeNode,
  branchOnChangeNode,
  certificateCreateNode,
  certificateReadNode,
  conditionalNode,
  createAccessKeyNode,
  createDeviceNode,
  createEventNode,
  cryptoSignNode,
  cryptoVerifyNode,
  csvDecodeNode,
  csvEncodeNode,
  customNodeCapNode,
  customNodeExecuteNode,
  datadogLogsWriteNode,
  dataTableDeleteRowNode,
  dataTableInsertRowNode,
  dataTableQueryNode,
  dataTableUpdateRowNode,
  dateTimeNode,
  debugNode,
  delayNode,
  deleteDeviceNode,
  deleteEventNode,
  deviceChangeStateNode,
  deviceSendCommandNode,
  edgeDeployNode,
  endpointReplyNode,
  fileCreateNode,
  fileGetNode,
  ftpGetNode,
  ftpPutNode,
  gaugeNode,
  generateIdNode,
  geofenceNode,
  getDeviceNode,
  getEventNode,
  getValueNode,
  googleBigQueryNode,
  googleCloudStorageGetNode,
  googleCloudStoragePutNode,
  googleFunctionNode,
  googlePublishNode,
  hashNode,
  htmlParserNode,
  httpNode,
  jsonDecodeNode,
  jsonEncodeNode,
  jwtCreateNode,
  jwtDecodeNode,
  jwtVerifyNode,
  latchNode,
  logglyWriteNode,
  loopCapNode,
  loopNode,
  losantApiNode,
  mailgunNode,
  mathNode,
  mongoNode,
  mqttMessageNode,
  mutateNode,
  objectNode,
  particleCallNode,
  randomNumberNode,
  rawFunctionNode,
  redisNode,
  registerDeviceCertificateNode,
  salesforceNode,
  samlLoginRedirectNode,
  samlVerifyNode,
  sendgridEmailNode,
  serviceNowNode,
  slackNode,
  snowflakeNode,
  sqlNode,
  sqsSendNode,
  storeValueNode,
  stringNode,
  structureEmailNode,
  structureSmsNode,
  switchNode,
  throttleNode,
  throwErrorNode,
  timeRangeNode,
  timeSeriesNode,
  twilioSmsNode,
  updateDeviceNode,
  updateEventNode,
  validatePayloadNode,
  webhookReplyNode,
  whatsAppNode,
  workflowTriggerNode,
];

const byType = new Map(nodeTypes.map((nodeType) => [nodeType.type, nodeType]));

/** The type of node by its name in flows; undefined when this server does not know it. */
export function findNodeType(type: string): NodeType | undefined {
  return byType.get(type);
}
