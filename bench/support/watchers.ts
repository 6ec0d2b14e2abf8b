// A process of its own that holds many open readers of one application's topic; its settings are the first message of its
// parent. A message carries the time at which it was sent; the parent asks for the delays with the message "report".
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';

interface Settings {
  readonly kind: 'sse' | 'mqtt';
  readonly url: string;
  readonly path: string;
  readonly token: string;
  readonly topic: string;
  readonly devices: readonly { deviceId: string; key: string; secret: string }[];
  readonly count: number;
  /** How many of them stop reading once they are open. */
  readonly stalled: number;
}

const [settings] = (await once(process, 'message')) as [Settings];
const { hostname, port } = new URL(settings.url);
/** Opened side by side; more would only queue up in the listener. */
const atOnce = 50;
let delays: number[] = [];
const stamp = /@(\d+\.\d+)@/g;

function listen(socket: Socket): void {
  let rest = '';
  socket.on('data', (chunk) => {
    const now = performance.timeOrigin + performance.now();
    const text = rest + chunk.toString('latin1');
    let end = 0;
    for (const match of text.matchAll(stamp)) {
      delays.push(now - Number(match[1]));
      end = match.index + match[0].length;
    }
    rest = text.slice(Math.max(end, text.length - 64));
  });
  socket.on('error', () => undefined);
}

async function openOne(index: number): Promise<void> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  if (settings.kind === 'sse') {
    socket.write(
      `GET ${settings.path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${settings.token}\r\n\r\n`,
    );
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    if (!chunk.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(chunk.toString('latin1').slice(0, 200));
  } else {
    const { deviceId, key, secret } = settings.devices[index] ?? { deviceId: '', key: '', secret: '' };
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        keepalive: 0,
        clientId: deviceId,
        username: key,
        password: Buffer.from(secret),
      }),
    );
    await once(socket, 'data');
    socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: settings.topic, qos: 0 }] }));
    await once(socket, 'data');
  }
  if (index < settings.stalled) socket.pause();
  else listen(socket);
}

let next = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (next < settings.count) await openOne(next++);
  }),
);
process.on('message', () => {
  process.send?.({ delays });
  delays = [];
});
process.send?.('ready');
