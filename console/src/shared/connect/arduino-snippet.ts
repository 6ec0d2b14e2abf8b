import { type Sample, sampleOf } from './samples.ts';
import type { Target } from './target.ts';

/** A sketch for boards with Wi-Fi. PubSubClient speaks QoS 0 and refuses messages above its buffer, hence its size. */
export function writeArduino({ host, mqttPort, tls, deviceId, key, secret, attributes }: Target): string {
  const samples = attributes.map(sampleOf);
  const size = Math.max(512, 64 + samples.reduce((sum, { name }) => sum + name.length + 32, 0));
  const formatArguments = samples.flatMap(({ printf }) => (printf.argument === undefined ? [] : [printf.argument]));
  return `#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
${tls ? '#include <WiFiClientSecure.h>\n' : ''}#include <PubSubClient.h>

const char* wifiName = "YOUR WI-FI";
const char* wifiPassword = "ITS PASSWORD";

const char* deviceId = "${deviceId}";
const char* accessKey = "${key}";
const char* accessSecret = "${secret}";

${tls ? 'WiFiClientSecure' : 'WiFiClient'} network;
PubSubClient client(network);
unsigned long reportedAt = 0;

void onCommand(char* topic, byte* payload, unsigned int length) {
  Serial.write(payload, length);
  Serial.println();
}

void setup() {
  Serial.begin(115200);
  WiFi.begin(wifiName, wifiPassword);
  while (WiFi.status() != WL_CONNECTED) delay(500);
${tls ? '  // Encrypts, but checks no certificate: give it your CA with setCACert() before you rely on it.\n  network.setInsecure();\n' : ''}  client.setServer("${host}", ${mqttPort});
  client.setBufferSize(${size});
  client.setCallback(onCommand);
}

void loop() {
  if (!client.connected()) {
    if (!client.connect(deviceId, accessKey, accessSecret)) {
      Serial.print("not connected, state ");
      Serial.println(client.state());
      delay(5000);
      return;
    }
    client.subscribe("losant/${deviceId}/command");
  }
  client.loop();
  if (reportedAt != 0 && millis() - reportedAt < 10000) return;
  reportedAt = millis();
  char body[${size}];
  snprintf(body, sizeof(body), "${toFormat(samples)}"${formatArguments.map((argument) => `,\n           ${argument}`).join('')});
  client.publish("losant/${deviceId}/state", body);
}
`;
}

/** The body of a report as a printf format inside a C string. */
function toFormat(samples: readonly Sample[]): string {
  const fields = samples.map(({ name, printf }) => `"${name}":${printf.format}`);
  return `{"data":{${fields.join(',')}}}`.replaceAll('"', '\\"');
}
