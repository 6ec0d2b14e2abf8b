// What yazl calls of the package buffer-crc32, by Node.js itself.
const { crc32 } = require('node:zlib');

module.exports = { unsigned: (data, value = 0) => crc32(data, value) };
