/**
 * What stands around a script inside of the sandbox, as JavaScript that QuickJS runs. A script can reach and spoil all of
 * it: nothing but its own result depends on that, and the host takes nothing but texts from here.
 */

/** In the place of a Date in the JSON text that comes out: no key that anybody has. */
export const dateMark = '\u0000date';
/** In the place of what the script was given and has not looked at; its value is the key. */
export const keptMark = '\u0000kept';

/** Before the JSON text of what the script has returned; before that of its payload there is nothing. */
export const returnedMark = '=';

/** How much a script can log. */
export const maxLogs = 100;
export const maxLogCharacters = 2000;
/** Characters of what was thrown. */
const maxErrorCharacters = 10_000;

/** What stands in a JSON text that has one of the two marks. */
export const markInJson = JSON.stringify('\u0000').slice(1, -1);

/**
 * The script as a function, with its lines in their places: `end` gets what `payload` is afterwards, as it can be another
 * object by then. What a script that closes brackets of ours does happens inside of the sandbox like everything else.
 */
export const scriptStart = '(function (payload, $end) { try { ';
export const scriptEnd = '\n} finally { $end(payload); } })';

/**
 * Evaluates to `prepare(fetch, seed)`, which returns `host(script, payload, options)`. That one returns the logs and, in the next line,
 * the result as JSON texts, behind `returnedMark` where it is not the payload; nothing behind the line's end means undefined.
 * `host(undefined, thrown)` returns the logs and a list of name, message and stack in the same way. `options` undefined: there are no Dates
 * in the payload, and all of it is there.
 *
 * Of an object `payload` has only a part; the others of its keys are named by `options.kept`, and what stands there is fetched
 * when the script looks: `fetch(key)` returns a JSON text, and the places of Dates in it in the next line. `seed()` returns where random
 * numbers begin.
 */
export const preludeSource = String.raw`(function (fetch, seed) {
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
  const { imul } = Math;
  const { isArray } = Array;
  const GuestDate = Date;
  const GuestPromise = Promise;
  const text = String;
  const { getTime, toISOString } = Date.prototype;
  const { push, join } = Array.prototype;
  const { slice, indexOf } = String.prototype;
  const { defineProperty } = Object;
  const logs = [];
  let isEncoding = false;
  delete globalThis.Promise;
  delete globalThis.SharedArrayBuffer;

  function describe(value) {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.name + ': ' + value.message;
    if (typeof value !== 'object' || value === null) return text(value);
    try {
      return stringify(value) ?? text(value);
    } catch {
      return '[object]';
    }
  }
  function log(...values) {
    if (logs.length >= ${maxLogs}) return;
    const line = [];
    for (let index = 0; index < values.length; index += 1) apply(push, line, [describe(values[index])]);
    apply(push, logs, [apply(slice, apply(join, line, [' ']), [0, ${maxLogCharacters}])]);
  }
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };

  function reviveDates(value, paths) {
    for (const path of paths) {
      let place = { value };
      let key = 'value';
      for (const step of path) {
        place = place[key];
        key = step;
      }
      const date = new GuestDate(place[key] === null ? NaN : place[key]);
      if (path.length === 0) return date;
      place[key] = date;
    }
    return value;
  }

  // The property becomes an ordinary one as soon as it is read or written; if it never is, the host need not be told of it.
  function keep(payload, key) {
    let isFetched = false;
    let value;
    const mark = { __proto__: null, ${JSON.stringify(keptMark)}: key };
    const settle = (place, given) =>
      defineProperty(place, key, { __proto__: null, value: given, writable: true, enumerable: true, configurable: true });
    defineProperty(payload, key, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get() {
        if (isFetched) return value;
        if (isEncoding) return mark;
        const fetched = fetch(key);
        const end = apply(indexOf, fetched, ['\n']);
        value = reviveDates(parse(apply(slice, fetched, [0, end])), parse(apply(slice, fetched, [end + 1])));
        isFetched = true;
        settle(payload, value);
        return value;
      },
      set(given) {
        settle(this, given);
      },
    });
  }

  function encode(value) {
    if (value === undefined) return '';
    isEncoding = true;
    GuestDate.prototype.toJSON = function () {
      const time = apply(getTime, this, []);
      return { ${JSON.stringify(dateMark)}: time === time ? apply(toISOString, this, []) : null };
    };
    return stringify(value) ?? '';
  }

  function describeThrown(thrown) {
    let parts = ['Error', '', ''];
    try {
      if (typeof thrown === 'object' && thrown !== null) {
        const message = thrown.message === undefined ? describe(thrown) : text(thrown.message);
        parts = [text(thrown.name ?? 'Error'), message, text(thrown.stack ?? '')];
      } else parts[1] = text(thrown);
    } catch {}
    for (let index = 0; index < 3; index += 1) parts[index] = apply(slice, parts[index], [0, ${maxErrorCharacters}]);
    return parts;
  }

  // xoshiro128**: the engine's own generator would begin anew with each script. Most scripts want no random numbers.
  let random;
  Math.random = function () {
    random ??= startRandom(seed());
    return random();
  };

  function startRandom(seed) {
    let [a, b, c, d] = [seed | 0, (seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0];
    const next = () => {
      const mixed = imul(b, 5);
      const result = imul((mixed << 7) | (mixed >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      return result >>> 0;
    };
    for (let count = 0; count < 16; count += 1) next();
    return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
  }

  return function host(script, payload, options) {
    let result;
    let mark = '';
    if (script === undefined) result = describeThrown(payload);
    else {
      let given = payload === '' ? undefined : parse(payload);
      if (options !== undefined) {
        const { dates, kept } = parse(options);
        given = reviveDates(given, dates);
        for (let index = 0; index < kept.length; index += 1) keep(given, kept[index]);
      }
      let after = given;
      result = script(given, (value) => {
        after = value;
      });
      if (result instanceof GuestPromise) throw new TypeError('a script must not return a promise, and not be asynchronous');
      if (result === undefined) result = after;
      else mark = ${JSON.stringify(returnedMark)};
    }
    const encoded = encode(result);
    return stringify(logs) + '\n' + mark + encoded;
  };
})`;
