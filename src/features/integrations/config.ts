import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { invalid } from '../../kernel/errors.ts';
import { hostLengthRule, isHostLength } from '../../kernel/host-name.ts';
import { isValidTopicFilter } from '../../kernel/topic-filter.ts';
import { type OutgoingPolicy, refuseHost } from '../../platform/network/outgoing-hosts.ts';
import { readServiceAccount } from '../../platform/objects/gcs-client.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { openSecrets, sealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { makeClientId } from './client-id.ts';
import { type IntegrationConfig, type IntegrationType, integrationConfig, type MqttConfig } from './schemas.ts';

/** The field that holds the configuration of each type. */
export const configFields = {
  mqtt: 'mqttConfig',
  googlePubSub: 'googlePubSubConfig',
  particle: 'particleConfig',
  meridian: 'meridianConfig',
} as const satisfies Record<IntegrationType, keyof IntegrationConfig>;

/**
 * The configuration as it is stored: the one that fits the type, checked, with defaults filled in and its secrets sealed.
 *
 * @param given as the caller sent it
 * @param stored what is stored now; placeholders keep its secrets, and a client id that was made once stays
 * @throws AppError Validation naming the field
 */
export function sealConfig(
  type: IntegrationType,
  given: IntegrationConfig,
  stored: IntegrationConfig | null,
  options: { policy: OutgoingPolicy; secrets: SecretBox },
): IntegrationConfig {
  const { policy, secrets } = options;
  const field = configFields[type];
  for (const other of Object.values(configFields)) {
    if (other !== field && given[other] !== undefined)
      throw invalid(other, `does not fit an integration of type ${type}`);
  }
  if (given[field] === undefined) throw invalid(field, 'is required');
  const complete = given.mqttConfig ? { mqttConfig: fillIn(given.mqttConfig, stored?.mqttConfig) } : given;
  const sealed = sealSecrets(complete, stored, { schema: integrationConfig, path: '', secrets });
  checkConfig(openSecrets(sealed, integrationConfig, secrets), policy);
  return sealed;
}

function fillIn(config: MqttConfig, stored: MqttConfig | undefined): MqttConfig {
  const { clean = true, clientId = stored?.clientId ?? makeClientId(), ...rest } = config;
  return { ...rest, clean, clientId };
}

function checkConfig(
  { mqttConfig, googlePubSubConfig, particleConfig, meridianConfig }: IntegrationConfig,
  policy: OutgoingPolicy,
): void {
  if (mqttConfig) {
    checkBroker(mqttConfig, policy);
    checkTls(mqttConfig);
  }
  if (googlePubSubConfig) {
    if (!isProjectId(googlePubSubConfig.projectId)) {
      throw invalid(
        'googlePubSubConfig.projectId',
        'must be the id of a Google Cloud project: 6 to 30 letters in lower case, digits and hyphens, from a letter to no hyphen',
      );
    }
    readServiceAccount(googlePubSubConfig.keyJson, 'googlePubSubConfig');
  }
  checkToken('particleConfig.accessToken', particleConfig?.accessToken);
  checkToken('meridianConfig.authenticationToken', meridianConfig?.authenticationToken);
  if (meridianConfig?.assetUpdates === false && !meridianConfig.zoneUpdates) {
    throw invalid('meridianConfig.zoneUpdates', 'must be true where assetUpdates is not: nothing would come');
  }
}

/** It goes in a header, or in a parameter that stands for one: no service gives tokens with anything else. */
function checkToken(field: string, token: string | undefined): void {
  if (token !== undefined && !/^[!-~]+$/.test(token))
    throw invalid(field, 'must be letters, digits and signs of ASCII, without blanks');
}

/** Host and path of a broker; only over WebSocket is there a path. */
export function splitHost({ protocol, host }: Pick<MqttConfig, 'protocol' | 'host'>): { host: string; path: string } {
  const slash = host.indexOf('/');
  if (slash < 0 || !isWebSocket(protocol)) return { host, path: '/mqtt' };
  return { host: host.slice(0, slash), path: host.slice(slash) };
}

export function isWebSocket(protocol: MqttConfig['protocol']): boolean {
  return protocol === 'ws' || protocol === 'wss';
}

export function isSecure(protocol: MqttConfig['protocol']): boolean {
  return protocol === 'mqtts' || protocol === 'wss';
}

function checkBroker(config: MqttConfig, policy: OutgoingPolicy): void {
  const { host, path } = splitHost(config);
  const isAddress = isIP(host.replace(/^\[|\]$/g, '')) !== 0;
  if (!isAddress && !/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253}[A-Za-z0-9_.])?$/.test(host)) {
    throw invalid('mqttConfig.host', 'must be a host name or an IP address, without a protocol and a port');
  }
  if (!isHostLength(host)) throw invalid('mqttConfig.host', hostLengthRule);
  if (!/^\/[A-Za-z0-9/._~!$&'()*+,;=:@%?-]*$/.test(path)) throw invalid('mqttConfig.host', 'has a path that is none');
  const refusal = refuseHost(host, config.port, policy);
  if (refusal !== undefined) {
    throw invalid('mqttConfig.host', `${refusal}, unless the operator lists it in SIGNALBOX_INTEGRATION_HOSTS`);
  }
  if (config.password !== undefined && config.username === undefined) {
    throw invalid('mqttConfig.username', 'is required with a password');
  }
  for (const field of ['clientId', 'username'] as const) {
    if (/\p{Cc}/u.test(config[field] ?? ''))
      throw invalid(`mqttConfig.${field}`, 'must not contain control characters');
  }
}

const tlsFields = ['certificate', 'privateKey', 'caCertificate', 'disableSSLVerification'] as const;

function checkTls(config: MqttConfig): void {
  if (!isSecure(config.protocol)) {
    const field = tlsFields.find((each) => config[each] !== undefined && config[each] !== false);
    if (field) throw invalid(`mqttConfig.${field}`, 'needs the protocol mqtts or wss');
    return;
  }
  const { certificate, privateKey, caCertificate } = config;
  if ((certificate === undefined) !== (privateKey === undefined)) {
    const missing = certificate === undefined ? 'certificate' : 'privateKey';
    throw invalid(`mqttConfig.${missing}`, 'is required: certificate and privateKey go together');
  }
  if (caCertificate !== undefined) readCertificate(caCertificate, 'caCertificate');
  if (certificate === undefined || privateKey === undefined) return;
  const parsed = readCertificate(certificate, 'certificate');
  if (!parsed.checkPrivateKey(readKey(privateKey)))
    throw invalid('mqttConfig.privateKey', 'does not belong to the certificate');
}

function readCertificate(pem: string, field: 'certificate' | 'caCertificate'): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid(`mqttConfig.${field}`, 'must be a certificate in PEM form');
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid('mqttConfig.privateKey', 'must be a private key in PEM form, without a passphrase');
  }
}

/** @throws AppError Validation naming the topic that the other side could not be asked for */
export function checkTopics(type: IntegrationType, topics: readonly string[]): void {
  for (const [index, topic] of topics.entries()) {
    const rule = topicRules[type](topic);
    if (rule !== undefined) throw invalid(`topics[${index}]`, rule);
  }
}

const topicRules: Readonly<Record<IntegrationType, (topic: string) => string | undefined>> = {
  mqtt: (topic) => (isValidTopicFilter(topic) ? undefined : 'must be a valid MQTT topic filter'),
  googlePubSub: (topic) => (isPubSubTopic(topic) ? undefined : 'must be a topic, or projects/<project>/topics/<topic>'),
  particle: (topic) =>
    /^[!-~]{1,64}$/.test(topic) && !topic.slice(0, -1).includes('*')
      ? undefined
      : 'must be an event name of at most 64 characters; only its last one may be *',
  meridian: () => undefined,
};

/** As Google documents them; old ones may begin with a domain: `example.com:my-project`. */
function isProjectId(text: string): boolean {
  return /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text);
}

/** Names of topics as Google documents them, alone or with their project. */
export function isPubSubTopic(topic: string): boolean {
  const [, project, name = ''] = /^(?:projects\/([^/]*)\/topics\/)?([^/]*)$/.exec(topic) ?? [];
  return (project === undefined || isProjectId(project)) && /^(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/.test(name);
}
