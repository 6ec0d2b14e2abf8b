import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EtagMeter } from './s3-etag.ts';

const md5 = (data: Uint8Array): Buffer => createHash('md5').update(data).digest();

/** S3's rule, on the whole content at once. */
function expectedEtag(content: Uint8Array, partBytes: number): string {
  if (content.byteLength <= partBytes) return md5(content).toString('hex');
  const parts: Buffer[] = [];
  for (let at = 0; at < content.byteLength; at += partBytes) parts.push(md5(content.subarray(at, at + partBytes)));
  return `${md5(Buffer.concat(parts)).toString('hex')}-${parts.length}`;
}

it('agrees with S3 for every size and however the content is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.integer({ min: 1, max: 16 }), (chunks, partBytes) => {
      const meter = new EtagMeter({ partBytes });
      for (const chunk of chunks) meter.update(chunk);
      expect(meter.digest()).toBe(expectedEtag(Buffer.concat(chunks), partBytes));
    }),
  );
});

it.each([
  [0, 'd41d8cd98f00b204e9800998ecf8427e'],
  [4, '098f6bcd4621d373cade4e832627b4f6'],
])('is the plain MD5 up to one whole part (%i bytes)', (bytes, etag) => {
  const meter = new EtagMeter({ partBytes: 4 });
  meter.update(Buffer.from('test').subarray(0, bytes));
  expect(meter.digest()).toBe(etag);
});
