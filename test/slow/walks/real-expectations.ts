import { expect } from 'vitest';
import type { OutsideAnswer, OutsideRequest } from '../../support/outside-world.ts';
import type { RealFlow, RealTrigger } from '../../support/real-flows.ts';

/** What the makers of a real workflow meant one of its triggers to do, as far as it can be read from the workflow. */
export interface Expectation {
  /** The folder of the template. */
  readonly template: string;
  readonly flow: string;
  readonly trigger: string;
  /** Labels, or types, of the nodes that it comes to, in order. */
  readonly path?: readonly string[];
  /** What it calls outside. */
  readonly sent?: readonly {
    /** Method and URL, or what matches them. */
    readonly request: string;
    readonly headers?: Record<string, unknown>;
    readonly body?: unknown;
  }[];
  /** Of the payload that its last debug node shows. */
  readonly shows?: Record<string, unknown>;
  /** It fails of this. */
  readonly fails?: string;
}

/** What the hosts outside respond with; others return an empty object. */
export function answerOutside({ url }: OutsideRequest): OutsideAnswer | undefined {
  const { host } = new URL(url);
  switch (host) {
    case 'maps.googleapis.com':
      return { body: { results: [{ formatted_address: '1 Pier Road' }] } };
    case 'api.openweathermap.org':
      return {
        body: {
          main: { feels_like: 290.15, temp: 293.15, humidity: 61, pressure: 1013 },
          wind: { speed: 4, deg: 200 },
          clouds: { all: 20 },
        },
      };
    case 'picsum.photos':
      return { headers: { 'content-type': 'image/jpeg' }, body: Buffer.from([0xff, 0xd8, 0xff]) };
    case 'backend.sigfox.com':
      return { status: 401, body: { message: 'Unauthorized' } };
    default:
      return undefined;
  }
}

/** What triggers are given, by workflow and type, where their makers have left nothing that would show what they meant. */
const given: Readonly<Record<string, unknown>> = {
  'SIGNL4: Alert/customNodeStart': { stringTeamSecret: 's3', stringAlertMessage: 'Pump hot' },
  'Sigfox: Get Device/customNodeStart': {
    'sigfox-access-login': 'u',
    'sigfox-access-password': 'p',
    'sigfox-device-id': 'D1',
  },
  'Hologram: Get Device/customNodeStart': { apiKey: 'K', deviceId: 'D1' },
  'Particle: Diagnostics/customNodeStart': { method: 'update', accessToken: 't', deviceId: 'D1' },
  'Meridian: Asset Tracking/customNodeStart': { authToken: 't', locationId: 'L' },
  'Meridian: Asset Tracking/virtualButton': { authToken: 't', locationId: 'L', assetMac: 'AA' },
  'Algolia: Search/customNodeStart': {
    'algolia-application-id': 'APP',
    'algolia-api-key': 'K',
    'algolia-index-name': 'things',
    'algolia-search-params-string': 'query=pump&hitsPerPage=2',
  },
  'Convert Temp/customNodeStart': { inputUnits: 'Kelvin', outputUnits: 'Celsius', value: 300 },
  'Moving Average/customNodeStart': { count: 4, id: 'a', value: 8 },
  'Threshold Check/customNodeStart': { value: 5, threshold: 3, comparator: 'greater', id: 'x', count: 1 },
  'Redact Payload/customNodeStart': { path: { wordOfKey: 'x', list: [{ hello: 'y' }] }, keysToRedactCSV: 'hello' },
  'GPS Distance/customNodeStart': { gpsStart: '0,0', gpsEnd: '0,1' },
  'GCP: Vision API/customNodeStart': {
    image_type: 'base64',
    api_key: 'K',
    image: 'AAEC',
    feature: 'LABEL_DETECTION',
    max_results: 3,
  },
  'Braze: Web Push/customNodeStart': {
    endpoint: 'http://rest.example.com',
    api_key: 'K',
    broadcast: false,
    external_user_ids: 'a, b',
    alert: 'Hot',
    title: 'Pump',
  },
  'GCP: OAuth/customNodeStart': { service_account: '{"private_key_id":"k"}', scope: 's' },
  'Radio Bridge/customNodeStart': { raw: 'FQIB' },
  'AM107 Decoder/customNodeStart': { body: { pdu: '0367EB00' } },
  'Senet Uplink API Generic Device Decoder/customNodeStart': { body: { pdu: '00' } },
  'Event Logger/deviceTag': { shipment_id: '9', temperature: 10, shock: 0, orientation: 0 },
  'Process Edge Data Responses/mqttTopic': { data: { x: 1 }, replyId: 'none' },
  'tl-edge-to-files Create Signed URLs/mqttTopic': { deviceId: '0'.repeat(24), files: [] },
};

/** What a trigger is given; undefined: what its makers have left, or nothing. */
export function givenData({ name }: RealFlow, { type, config }: RealTrigger): unknown {
  const whitelist = (config.attributeWhitelist as string[] | undefined) ?? [];
  if (name === 'Create Events') {
    return whitelist.includes('battery_voltage')
      ? { battery_voltage: 2.5 }
      : whitelist.includes('voltage')
        ? { voltage: 0 }
        : { tamper: 0 };
  }
  return given[`${name}/${type}`];
}

const button = 'virtualButton Virtual Button';
const start = 'customNodeStart';

export const expectations: readonly Expectation[] = [
  {
    ...{ template: 'signl4-alert', flow: 'SIGNL4: Alert', trigger: start },
    path: ['HTTP', 'Mutate', 'Debug', 'eventId'],
    sent: [
      {
        request: 'POST https://connect.signl4.com/webhook/s3',
        headers: { 'content-type': 'application/json' },
        body: { Alert: 'Pump hot' },
      },
    ],
    shows: { working: { result: { statusCode: 200, body: {} } } },
  },
  {
    ...{ template: 'sigfox-get-device', flow: 'Sigfox: Get Device', trigger: start },
    sent: [
      { request: 'GET https://backend.sigfox.com/api/devices/D1', headers: { authorization: 'Basic dTpw' }, body: '' },
    ],
    // A status is a response, whatever it says.
    shows: { working: { result: { statusCode: 401, body: { message: 'Unauthorized' } } } },
  },
  {
    ...{ template: 'hologram-get-device', flow: 'Hologram: Get Device', trigger: start },
    sent: [{ request: 'GET https://dashboard.hologram.io/api/1/devices/D1?apikey=K' }],
    shows: { working: { result: { statusCode: 200 } } },
  },
  {
    ...{ template: 'particle-diagnostics', flow: 'Particle: Diagnostics', trigger: button },
    sent: [{ request: 'GET https://api.particle.io/v1/diagnostics/my-device-id?access_token=my-access-token' }],
    shows: { working: { statusCode: 200 } },
  },
  {
    ...{ template: 'particle-diagnostics', flow: 'Particle: Diagnostics', trigger: start },
    sent: [{ request: 'POST https://api.particle.io/v1/diagnostics/D1/update?access_token=t', body: '' }],
  },
  {
    ...{ template: 'algolia', flow: 'Algolia: Search', trigger: start },
    sent: [
      {
        request: 'GET https://app-dsn.algolia.net/1/indexes/things?query=pump&hitsPerPage=2',
        headers: { 'x-algolia-api-key': 'K', 'x-algolia-application-id': 'APP' },
      },
    ],
  },
  {
    ...{ template: 'address-lookup', flow: 'Address Lookup', trigger: button },
    sent: [
      {
        request: 'GET https://maps.googleapis.com/maps/api/geocode/json?latlng=39.9501567,-74.1175765&key=your-api-key',
      },
    ],
    shows: { working: { result: { address: '1 Pier Road' } } },
  },
  {
    ...{ template: 'aruba-meridian', flow: 'Meridian: Asset Tracking', trigger: start },
    sent: [
      {
        request: 'GET https://edit.meridianapps.com/api/locations/L/asset-beacons?page_size=1000',
        headers: { authorization: 'Token t' },
      },
    ],
  },
  {
    ...{ template: 'aruba-meridian', flow: 'Meridian: Asset Tracking', trigger: button },
    sent: [{ request: 'GET https://edit.meridianapps.com/api/locations/L/asset-beacons/AA' }],
  },
  {
    ...{ template: 'gps-distance', flow: 'GPS Distance', trigger: button },
    path: ['Mutate', 'Conditional', 'Debug', 'Output'],
    shows: { working: { result: expect.closeTo(2155, -1) } },
  },
  {
    ...{ template: 'gps-distance', flow: 'GPS Distance', trigger: start },
    // A degree of longitude at the equator.
    shows: { working: { result: expect.closeTo(111_250, -3) } },
  },
  {
    ...{ template: 'convert-temperature', flow: 'Convert Temp', trigger: button },
    path: ['Debug', 'Switch', 'Math', 'Debug', 'Output'],
    shows: { working: { result: 212 } },
  },
  {
    ...{ template: 'convert-temperature', flow: 'Convert Temp', trigger: start },
    shows: { working: { result: expect.closeTo(26.85, 6) } },
  },
  {
    ...{ template: 'moving-average', flow: 'Moving Average', trigger: start },
    path: [
      'Storage: Set Value',
      'Storage: Get Value',
      'Conditional',
      'Storage: Set Value',
      'Conditional',
      'Mutate',
      'Storage: Set Value',
      'Debug',
      'Output',
    ],
    // Of four values, one is there.
    shows: { working: { totalCount: 1, sum: 8, result: null } },
  },
  {
    ...{ template: 'downsample', flow: 'Downsample', trigger: button },
    shows: { working: { points: [5], sum: 5 } },
  },
  {
    ...{ template: 'threshold-check', flow: 'Threshold Check', trigger: start },
    shows: { working: { count: 1, comparisonResult: true, isLatched: true, wasLatched: false, latchBranch: true } },
  },
  {
    ...{ template: 'redact-payload', flow: 'Redact Payload', trigger: button },
    shows: {
      processedPayload: {
        clean: 'sparkling',
        additionalSensitiveData: '*******REDACTED*******',
        someSecretishThing: '*******REDACTED*******',
        aNestedObject: { token: '*******REDACTED*******' },
        values: [{ password: '*******REDACTED*******' }],
      },
    },
  },
  {
    ...{ template: 'redact-payload', flow: 'Redact Payload', trigger: start },
    shows: { processedPayload: { wordOfKey: '*******REDACTED*******', list: [{ hello: '*******REDACTED*******' }] } },
  },
  {
    ...{ template: 'gcp-vision-api', flow: 'GCP: Vision API', trigger: button },
    sent: [
      {
        request: 'POST https://vision.googleapis.com/v1/images:annotate?key=API_KEY',
        body: {
          requests: [
            {
              image: { source: { imageUri: 'https://example.com/image.jpg' } },
              features: [{ maxResults: 10, type: 'OBJECT_LOCALIZATION' }],
            },
          ],
        },
      },
    ],
  },
  {
    ...{ template: 'gcp-vision-api', flow: 'GCP: Vision API', trigger: start },
    sent: [
      {
        request: 'POST https://vision.googleapis.com/v1/images:annotate?key=K',
        body: { requests: [{ image: { content: 'AAEC' }, features: [{ maxResults: 3, type: 'LABEL_DETECTION' }] }] },
      },
    ],
  },
  {
    ...{ template: 'braze-web-push', flow: 'Braze: Web Push', trigger: start },
    sent: [
      {
        request: expect.stringMatching(/^POST https:\/\/rest\.example\.com\//),
        headers: { authorization: 'Bearer K' },
        body: {
          broadcast: false,
          external_user_ids: ['a', 'b'],
          messages: { web_push: { alert: 'Hot', title: 'Pump' } },
        },
      },
    ],
  },
  {
    ...{ template: 'weather-station', flow: 'Weather Grabber', trigger: button },
    path: ['String', 'HTTP', 'Conditional', 'Device: State', 'Debug'],
    sent: [{ request: expect.stringMatching(/^GET https:\/\/api\.openweathermap\.org\/data\/2\.5\/weather\?lat=/) }],
  },
  {
    ...{ template: 'weather-station', flow: 'Weather Grabber', trigger: 'timer' },
    path: ['String', 'HTTP', 'Conditional', 'Device: State', 'Debug'],
  },
  {
    ...{ template: 'blob-simulator', flow: 'Blob Simulator', trigger: button },
    path: ['Random Number', 'HTTP', 'Device: State', 'Debug'],
    sent: [{ request: expect.stringMatching(/^GET https:\/\/picsum\.photos\/seed\/-?\d+\/360$/) }],
    // The template has the workflow without the device.
    shows: { working: { image: { body: '/9j/' }, stateResult: { error: { type: 'NotFound' } } } },
  },
  {
    ...{ template: 'the-things-network', flow: 'TTN Receiver', trigger: button },
    path: ['Function', 'Debug'],
    shows: { data: { voltage: 0.13 } },
  },
  {
    ...{ template: 'the-things-network', flow: 'Simulator', trigger: 'virtualButton Tamper Open' },
    path: ['Mutate', 'TTN Receiver', 'Debug'],
  },
  {
    ...{ template: 'the-things-network', flow: 'Radio Bridge', trigger: start },
    path: ['Function', 'Output'],
  },
  {
    ...{ template: 'the-things-network', flow: 'Create Events', trigger: 'deviceTag 1' },
    path: ['Switch Open?', 'Event: Create', 'Debug'],
    shows: { working: { newEvent: { level: 'critical', state: 'new' } } },
  },
  {
    ...{ template: 'the-things-network', flow: 'Create Events', trigger: 'deviceTag 2' },
    path: ['Zero Voltage?', 'Event: Create', 'Debug'],
  },
  {
    ...{ template: 'the-things-network', flow: 'Create Events', trigger: 'deviceTag 3' },
    path: ['Low Voltage?', 'Event: Create', 'Debug'],
  },
  {
    ...{ template: 'lorawan-with-senet-developer-portal', flow: 'AM107 Decoder', trigger: button },
    path: ['Milesight AM107 Decoder', 'Debug', 'Output'],
    shows: { data: { attributes: { MotionCount: 0, CO2: 440, TVOC: 81, Pressure: 997.1 } } },
  },
  {
    ...{ template: 'asset-tracker', flow: 'Event Logger', trigger: 'virtualButton Delete Events!' },
    path: ['Event: Delete'],
  },
  {
    ...{ template: 'websocket-client-manager', flow: 'WebSocket Client Manager', trigger: 'virtualButton Broadcast' },
    path: ['Storage: Get Value', 'Loop', 'Switch', 'Loop', 'Broadcast'],
  },
  {
    ...{ template: 'latching-and-events', flow: 'Latching and Events', trigger: button },
    path: ['Mutate', 'Latch', 'Conditional', 'Debug'],
    shows: { working: { isLatched: false, wasLatched: false } },
  },
  {
    ...{ template: 'dynamic-registration', flow: 'Create JWT Token', trigger: 'virtualButton Create' },
    path: ['JWT: Create', 'Debug'],
  },
  {
    ...{ template: 'dynamic-registration', flow: 'Create JWT Token', trigger: 'virtualButton Verify' },
    path: ['JWT: Verify', 'Debug'],
  },
  {
    ...{ template: 'endpoint-retrieving-edge-data', flow: 'Process Edge Data Responses', trigger: 'mqttTopic' },
    shows: { data: { data: { x: 1 }, replyId: 'none' } },
  },
];
