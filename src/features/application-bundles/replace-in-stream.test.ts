import { expect, it } from 'vitest';
import { Placeholders } from '../../platform/bundles/placeholders.ts';
import { replaceInStream } from './replace-in-stream.ts';

const hosts = { filesUrl: 'http://a.test/files', publicUrl: 'http://a.test', broker: 'a.test:1883' };

async function replaced(bytes: Uint8Array, chunkBytes: number): Promise<Buffer> {
  const placeholders = new Placeholders(new Map([['~exportplaceholderid-device-größe~', 'ID']]), hosts);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  const out: Uint8Array[] = [];
  for await (const chunk of replaceInStream(chunks(), placeholders)) out.push(chunk);
  return Buffer.concat(out);
}

it('finds placeholders however the text is cut, and changes nothing else', async () => {
  const text =
    'a,b\n"é ~exportplaceholderid-device-größe~",~exportplaceholderid-device-other~\nlast ~exportplaceholderid-device-größe~';
  const wanted = 'a,b\n"é ID",~exportplaceholderid-device-other~\nlast ID';
  for (const chunkBytes of [1, 2, 7, 1000]) {
    expect((await replaced(Buffer.from(text), chunkBytes)).toString()).toBe(wanted);
  }
});

it('hands on what is not UTF-8 as it is', async () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x0a, 0xc3, 0x28, 0x0a]);
  expect((await replaced(bytes, 3)).equals(bytes)).toBe(true);
});
