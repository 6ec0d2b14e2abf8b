// A process of its own that asks question after question over one connection: what it is to ask comes as JSON on stdin, and
// how many milliseconds each answer took goes as JSON to stdout.
import { json } from 'node:stream/consumers';
import { HttpExchange, requestBytes } from './http-exchange.ts';
import type { Asked } from './requests.ts';

const { headers, questions } = (await json(process.stdin)) as Asked;
const requests = questions.map(({ url, body }) => requestBytes(new URL(url), { headers, body: JSON.stringify(body) }));
const exchange = await HttpExchange.open(new URL(questions[0]?.url ?? ''));
const samples: number[] = [];
for (const [index, request] of requests.entries()) {
  const begun = performance.now();
  const status = await exchange.ask(request);
  samples.push(performance.now() - begun);
  if (status !== 200) throw new Error(`${questions[index]?.url} was answered with ${status}`);
}
exchange.close();
process.stdout.write(JSON.stringify(samples));
