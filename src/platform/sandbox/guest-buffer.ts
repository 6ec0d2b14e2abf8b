/**
 * `Buffer` inside of the sandbox: what scripts use to take payloads of devices apart (workflows.md, "5. Nodes"). As in Node.js, but
 * for pools, streams and the encodings that nobody uses.
 */
export const bufferSource = String.raw`(function () {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const values = new Int8Array(128).fill(-1);
  for (let index = 0; index < 64; index += 1) values[digits.charCodeAt(index)] = index;
  values[45] = 62;
  values[95] = 63;

  function fromUtf8(text) {
    const bytes = [];
    for (let index = 0; index < text.length; index += 1) {
      let code = text.codePointAt(index);
      if (code > 0xffff) index += 1;
      else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return bytes;
  }
  // Of a broken sequence one U+FFFD stands for as many bytes as could have been the beginning of a character (WHATWG).
  function toUtf8(bytes) {
    let text = '';
    for (let index = 0; index < bytes.length; ) {
      const first = bytes[index++];
      if (first < 0x80) {
        text += String.fromCharCode(first);
        continue;
      }
      let more = 0;
      let code = 0;
      let low = 0x80;
      let high = 0xbf;
      if (first >= 0xc2 && first <= 0xdf) {
        more = 1;
        code = first & 31;
      } else if (first >= 0xe0 && first <= 0xef) {
        more = 2;
        code = first & 15;
        if (first === 0xe0) low = 0xa0;
        if (first === 0xed) high = 0x9f;
      } else if (first >= 0xf0 && first <= 0xf4) {
        more = 3;
        code = first & 7;
        if (first === 0xf0) low = 0x90;
        if (first === 0xf4) high = 0x8f;
      }
      let isComplete = more > 0;
      for (; isComplete && more > 0; more -= 1) {
        const next = bytes[index];
        if (next === undefined || next < low || next > high) isComplete = false;
        else {
          code = (code << 6) | (next & 63);
          index += 1;
        }
        low = 0x80;
        high = 0xbf;
      }
      text += isComplete ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  }
  function fromHex(text) {
    const bytes = [];
    for (let index = 0; index + 1 < text.length; index += 2) {
      const pair = text.slice(index, index + 2);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) break;
      bytes.push(parseInt(pair, 16));
    }
    return bytes;
  }
  function fromBase64(text) {
    const bytes = [];
    let bits = 0;
    let count = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 61) break;
      const value = code < 128 ? values[code] : -1;
      if (value < 0) continue;
      bits = ((bits << 6) | value) & 0xffffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes.push((bits >> count) & 255);
      }
    }
    return bytes;
  }
  function toBase64(bytes, isUrl) {
    let text = '';
    for (let index = 0; index < bytes.length; index += 3) {
      const left = bytes.length - index;
      const bits = (bytes[index] << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
      text += digits[bits >> 18] + digits[(bits >> 12) & 63];
      if (left > 1) text += digits[(bits >> 6) & 63];
      else if (!isUrl) text += '=';
      if (left > 2) text += digits[bits & 63];
      else if (!isUrl) text += '=';
    }
    return isUrl ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
  }
  function fromUnits(text) {
    const bytes = [];
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      bytes.push(code & 255, code >> 8);
    }
    return bytes;
  }
  function toCharacters(bytes, mask) {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte & mask);
    return text;
  }
  function toUnits(bytes) {
    let text = '';
    for (let index = 0; index + 1 < bytes.length; index += 2) text += String.fromCharCode(bytes[index] | (bytes[index + 1] << 8));
    return text;
  }
  const latin1 = { decode: (text) => Array.from(text.split(''), (one) => one.charCodeAt(0) & 255), encode: (bytes) => toCharacters(bytes, 255) };
  const utf8 = { decode: fromUtf8, encode: toUtf8 };
  const utf16 = { decode: fromUnits, encode: toUnits };
  const encodings = {
    __proto__: null,
    utf8,
    'utf-8': utf8,
    hex: { decode: fromHex, encode: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') },
    base64: { decode: fromBase64, encode: (bytes) => toBase64(bytes, false) },
    base64url: { decode: fromBase64, encode: (bytes) => toBase64(bytes, true) },
    latin1,
    binary: latin1,
    ascii: { decode: latin1.decode, encode: (bytes) => toCharacters(bytes, 127) },
    utf16le: utf16,
    'utf-16le': utf16,
    ucs2: utf16,
    'ucs-2': utf16,
  };
  function encodingOf(name = 'utf8') {
    const found = encodings[String(name).toLowerCase()];
    if (!found) throw new TypeError('Unknown encoding: ' + name);
    return found;
  }
  function checkPlace(buffer, offset, width) {
    if (!Number.isInteger(offset)) throw new RangeError('The value of "offset" is out of range. It must be an integer. Received ' + offset);
    if (offset < 0 || offset + width > buffer.length)
      throw new RangeError('The value of "offset" is out of range. It must be >= 0 and <= ' + (buffer.length - width) + '. Received ' + offset);
  }
  function checkWidth(width) {
    if (!Number.isInteger(width) || width < 1 || width > 6)
      throw new RangeError('The value of "byteLength" is out of range. It must be >= 1 and <= 6. Received ' + width);
  }
  function viewOf(buffer) {
    return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  function toBytes(value, encoding) {
    if (typeof value === 'string') return encodingOf(encoding).decode(value);
    return value;
  }

  class Buffer extends Uint8Array {
    static from(value, encoding, length) {
      if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
      if (typeof value === 'string') return new Buffer(toBytes(value, encoding));
      if (value?.type === 'Buffer' && Array.isArray(value.data)) return new Buffer(value.data);
      if (typeof value !== 'object' || value === null)
        throw new TypeError('The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array');
      return new Buffer(Array.from(value, Number));
    }
    static alloc(size, fill, encoding) {
      const buffer = new Buffer(size);
      return fill === undefined ? buffer : buffer.fill(fill, 0, size, encoding);
    }
    static allocUnsafe(size) {
      return new Buffer(size);
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    static isEncoding(name) {
      return String(name).toLowerCase() in encodings;
    }
    static byteLength(value, encoding) {
      return typeof value === 'string' ? toBytes(value, encoding).length : value.byteLength;
    }
    static concat(list, total = list.reduce((sum, one) => sum + one.length, 0)) {
      const result = new Buffer(total);
      let at = 0;
      for (const one of list) {
        if (at >= total) break;
        result.set(one.subarray(0, total - at), at);
        at += one.length;
      }
      return result;
    }
    static compare(a, b) {
      return a.compare(b);
    }
    static get [Symbol.species]() {
      return Buffer;
    }
    toString(encoding, start = 0, end = this.length) {
      return encodingOf(encoding).encode(this.subarray(Math.max(start, 0), Math.max(end, 0)));
    }
    toLocaleString(encoding, start, end) {
      return this.toString(encoding, start, end);
    }
    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }
    slice(start, end) {
      return this.subarray(start, end);
    }
    equals(other) {
      return this.compare(other) === 0;
    }
    compare(other) {
      const length = Math.min(this.length, other.length);
      for (let index = 0; index < length; index += 1) {
        if (this[index] !== other[index]) return this[index] < other[index] ? -1 : 1;
      }
      return Math.sign(this.length - other.length);
    }
    copy(target, targetStart = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - targetStart));
      target.set(part, targetStart);
      return part.length;
    }
    write(text, offset = 0, length = this.length - offset, encoding = 'utf8') {
      if (typeof offset === 'string') return this.write(text, 0, this.length, offset);
      if (typeof length === 'string') return this.write(text, offset, this.length - offset, length);
      const bytes = toBytes(String(text), encoding).slice(0, Math.min(length, this.length - offset));
      this.set(bytes, offset);
      return bytes.length;
    }
    fill(value, start = 0, end = this.length, encoding = 'utf8') {
      if (typeof start === 'string') return this.fill(value, 0, this.length, start);
      const bytes = toBytes(value, encoding);
      if (typeof bytes === 'number') return super.fill(bytes, start, end);
      for (let index = start; index < end && bytes.length > 0; index += 1) this[index] = bytes[(index - start) % bytes.length];
      return this;
    }
    indexOf(value, from = 0, encoding = 'utf8') {
      if (typeof value === 'number') return super.indexOf(value & 255, from);
      const bytes = toBytes(value, typeof from === 'string' ? from : encoding);
      const start = typeof from === 'string' ? 0 : from < 0 ? Math.max(this.length + from, 0) : from;
      for (let index = start; index + bytes.length <= this.length; index += 1) {
        let same = 0;
        while (same < bytes.length && this[index + same] === bytes[same]) same += 1;
        if (same === bytes.length) return index;
      }
      return -1;
    }
    includes(value, from, encoding) {
      return this.indexOf(value, from, encoding) >= 0;
    }
    readUIntBE(offset, width) {
      checkWidth(width);
      checkPlace(this, offset, width);
      let value = 0;
      for (let index = 0; index < width; index += 1) value = value * 256 + this[offset + index];
      return value;
    }
    readUIntLE(offset, width) {
      checkWidth(width);
      checkPlace(this, offset, width);
      let value = 0;
      for (let index = width - 1; index >= 0; index -= 1) value = value * 256 + this[offset + index];
      return value;
    }
    readIntBE(offset, width) {
      const value = this.readUIntBE(offset, width);
      return value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
    }
    readIntLE(offset, width) {
      const value = this.readUIntLE(offset, width);
      return value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
    }
    writeUIntBE(value, offset, width) {
      checkWidth(width);
      checkPlace(this, offset, width);
      let rest = Math.trunc(value);
      for (let index = width - 1; index >= 0; index -= 1) {
        this[offset + index] = ((rest % 256) + 256) % 256;
        rest = Math.floor(rest / 256);
      }
      return offset + width;
    }
    writeUIntLE(value, offset, width) {
      checkWidth(width);
      checkPlace(this, offset, width);
      let rest = Math.trunc(value);
      for (let index = 0; index < width; index += 1) {
        this[offset + index] = ((rest % 256) + 256) % 256;
        rest = Math.floor(rest / 256);
      }
      return offset + width;
    }
    writeIntBE(value, offset, width) {
      return this.writeUIntBE(value, offset, width);
    }
    writeIntLE(value, offset, width) {
      return this.writeUIntLE(value, offset, width);
    }
    swap16() {
      for (let index = 0; index + 1 < this.length; index += 2) [this[index], this[index + 1]] = [this[index + 1], this[index]];
      return this;
    }
  }

  const kinds = [
    ['UInt8', 'Uint8', 1],
    ['Int8', 'Int8', 1],
    ['UInt16', 'Uint16', 2],
    ['Int16', 'Int16', 2],
    ['UInt32', 'Uint32', 4],
    ['Int32', 'Int32', 4],
    ['Float', 'Float32', 4],
    ['Double', 'Float64', 8],
    ['BigUInt64', 'BigUint64', 8],
    ['BigInt64', 'BigInt64', 8],
  ];
  for (const [name, kind, width] of kinds) {
    for (const [suffix, isLittle] of width === 1 ? [['', true]] : [['LE', true], ['BE', false]]) {
      const read = function (offset = 0) {
        checkPlace(this, offset, width);
        return viewOf(this)['get' + kind](offset, isLittle);
      };
      const write = function (value, offset = 0) {
        checkPlace(this, offset, width);
        viewOf(this)['set' + kind](offset, value, isLittle);
        return offset + width;
      };
      for (const alias of new Set([name, name.replace('UI', 'Ui')])) {
        Object.defineProperty(Buffer.prototype, 'read' + alias + suffix, { value: read, writable: true, configurable: true });
        Object.defineProperty(Buffer.prototype, 'write' + alias + suffix, { value: write, writable: true, configurable: true });
      }
    }
  }
  globalThis.Buffer = Buffer;
})()`;
