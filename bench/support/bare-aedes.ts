// Aedes as it comes: acknowledges everything and keeps nothing. What our broker is compared with.
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const aedes = await Aedes.createBroker();
const server = createServer(aedes.handle);
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
