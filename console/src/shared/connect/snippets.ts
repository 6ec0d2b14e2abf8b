import { t } from '../../words/words.ts';
import { writeArduino } from './arduino-snippet.ts';
import { sampleOf, toJsonBody } from './samples.ts';
import type { Target } from './target.ts';

export interface Snippet {
  readonly id: string;
  readonly label: string;
  /** What has to be there first, and how to run it. */
  readonly hint: string;
  readonly text: string;
}

/** One report, or a report every ten seconds, in the ways in which people begin; each works when pasted as it is. */
export function makeSnippets(target: Target): readonly Snippet[] {
  return [
    { id: 'curl', label: 'curl', hint: t('One report over REST. Paste it into a terminal.'), text: writeCurl(target) },
    {
      id: 'mosquitto',
      label: 'mosquitto_pub',
      hint: t('One report over MQTT. Debian and Ubuntu: apt install mosquitto-clients.'),
      text: writeMosquitto(target),
    },
    {
      id: 'javascript',
      label: 'MQTT.js',
      hint: t('A report every ten seconds. Save it as device.mjs, then: npm install mqtt && node device.mjs'),
      text: writeJavaScript(target),
    },
    {
      id: 'losant',
      label: 'losant-mqtt',
      hint: t(
        'With the platform’s own client. Save it as device.cjs, then: npm install losant-mqtt && node device.cjs',
      ),
      text: writeLosant(target),
    },
    {
      id: 'python',
      label: 'Python',
      hint: t('A report every ten seconds. Save it as device.py, then: pip install paho-mqtt && python3 device.py'),
      text: writePython(target),
    },
    {
      id: 'arduino',
      label: 'Arduino',
      hint: t('For ESP32 and ESP8266, with the library PubSubClient. Fill in the name and password of your Wi-Fi.'),
      text: writeArduino(target),
    },
  ];
}

/** `mqtt://host:port`, or `mqtts://`. */
export function mqttUrl({ host, mqttPort, tls }: Pick<Target, 'host' | 'mqttPort' | 'tls'>): string {
  return `${tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${mqttPort}`;
}

function writeCurl({ origin, applicationId, deviceId, key, secret, attributes }: Target): string {
  return `TOKEN=$(curl -s ${origin}/auth/device \\
  -H 'Content-Type: application/json' \\
  -d '{"deviceId":"${deviceId}","key":"${key}","secret":"${secret}"}' \\
  | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')

curl ${origin}/applications/${applicationId}/devices/${deviceId}/state \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '${toJsonBody(attributes.map(sampleOf))}'
`;
}

function writeMosquitto({ host, mqttPort, tls, deviceId, key, secret, attributes }: Target): string {
  return `mosquitto_pub -h ${host} -p ${mqttPort}${tls ? ' --capath /etc/ssl/certs' : ''} \\
  -i ${deviceId} \\
  -u ${key} \\
  -P ${secret} \\
  -q 1 -t losant/${deviceId}/state \\
  -m '${toJsonBody(attributes.map(sampleOf))}'
`;
}

function writeJavaScript(target: Target): string {
  const { deviceId, key, secret, attributes } = target;
  const values = attributes.map(sampleOf).map(({ name, javascript }) => `    ${toKey(name)}: ${javascript},`);
  return `import mqtt from 'mqtt';

const deviceId = '${deviceId}';
const client = mqtt.connect('${mqttUrl(target)}', {
  clientId: deviceId,
  username: '${key}',
  password: '${secret}',
});

client.on('connect', () => {
  console.log('connected');
  client.subscribe(\`losant/\${deviceId}/command\`);
  report();
});
client.on('message', (topic, message) => console.log('command', message.toString()));
client.on('error', (error) => console.error(error.message));
setInterval(report, 10_000);

function report() {
  if (!client.connected) return;
  const data = {
${values.join('\n')}
  };
  client.publish(\`losant/\${deviceId}/state\`, JSON.stringify({ data }), { qos: 1 }, (error) => {
    if (!error) console.log('reported', data);
  });
}
`;
}

function writeLosant({ host, mqttPort, tls, deviceId, key, secret, attributes }: Target): string {
  const values = attributes.map(sampleOf).map(({ name, javascript }) => `    ${toKey(name)}: ${javascript},`);
  return `const { Device } = require('losant-mqtt');

const device = new Device({
  id: '${deviceId}',
  key: '${key}',
  secret: '${secret}',
  transport: '${tls ? 'tls' : 'tcp'}',
  mqttEndpoint: '${host.includes(':') ? `[${host}]` : host}',
  port: ${mqttPort},
  qosPublish: 1,
});

device.on('command', ({ name, payload }) => console.log('command', name, payload));
device.on('error', (error) => console.error(error.message));
device.connect((error) => {
  if (!error) report();
});
setInterval(report, 10_000);

function report() {
  if (!device.isConnected()) return;
  const data = {
${values.join('\n')}
  };
  device.sendState(data, (error) => {
    if (!error) console.log('reported', data);
  });
}
`;
}

/** As people write it: quoted only where it must be. */
function toKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}

function writePython({ host, mqttPort, tls, deviceId, key, secret, attributes }: Target): string {
  const values = attributes.map(sampleOf).map(({ name, python }) => `        "${name}": ${python},`);
  return `import json
import random
import time

import paho.mqtt.client as mqtt

DEVICE_ID = "${deviceId}"


def on_connect(client, userdata, flags, reason, properties=None):
    print("connected:", reason)
    client.subscribe(f"losant/{DEVICE_ID}/command")


def on_message(client, userdata, message):
    print("command", message.payload.decode())


# Version 2 of the package wants to be told how it should call back, version 1 does not know the question.
versions = getattr(mqtt, "CallbackAPIVersion", None)
client = mqtt.Client(versions.VERSION2, client_id=DEVICE_ID) if versions else mqtt.Client(client_id=DEVICE_ID)
client.username_pw_set("${key}", "${secret}")
${tls ? 'client.tls_set()\n' : ''}client.on_connect = on_connect
client.on_message = on_message
client.connect("${host}", ${mqttPort})
client.loop_start()

while True:
    data = {
${values.join('\n')}
    }
    client.publish(f"losant/{DEVICE_ID}/state", json.dumps({"data": data}), qos=1)
    print("reported", data)
    time.sleep(10)
`;
}
