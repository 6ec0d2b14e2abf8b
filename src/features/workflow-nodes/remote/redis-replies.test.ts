import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RedisError, RedisReplies } from './redis-replies.ts';

const read = (...pieces: (string | Buffer)[]): unknown[] => {
  const replies: unknown[] = [];
  const reader = new RedisReplies((reply) => replies.push(reply));
  for (const piece of pieces) reader.take(Buffer.from(piece as string));
  return replies;
};

it('reads texts, numbers, nothing and lists', () => {
  expect(
    read('+OK\r\n:42\r\n$-1\r\n*-1\r\n*0\r\n$3\r\na\r\n\r\n', '*2\r\n$1\r\nx\r\n*2\r\n:-1\r\n-ERR no\r\n'),
  ).toEqual(['OK', 42, null, null, [], 'a\r\n', ['x', [-1, { error: 'ERR no' }]]]);
  expect(read(':9007199254740993\r\n')).toEqual(['9007199254740993']);
  expect(read('-WRONGPASS no\r\n')[0]).toBeInstanceOf(RedisError);
});

it('reads the same however it comes in pieces', () => {
  const whole = Buffer.from('*3\r\n$5\r\nhällo\r\n*1\r\n:7\r\n$0\r\n\r\n+OK\r\n'.replace('$5', '$6'));
  fc.assert(
    fc.property(fc.array(fc.nat(whole.byteLength), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), whole.byteLength];
      const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
      expect(read(...pieces)).toEqual([['hällo', [7], ''], 'OK']);
    }),
  );
});

it.each([
  ['HTTP/1.1 400 Bad Request\r\n', 'protocol of Redis'],
  ['$6000000\r\n', 'larger than'],
  ['*99999999\r\n', 'larger than'],
  ['$nonsense\r\n', 'larger than'],
  ['*1\r\n'.repeat(40), 'levels'],
  ['x'.repeat(70_000), 'protocol of Redis'],
])('refuses %j', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

it('refuses more than a payload can hold', () => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  expect(() => read('$5242880\r\n', ...Array(6).fill(piece))).toThrow('larger than');
});
