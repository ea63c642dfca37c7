// PostgreSQL with pgvector on a free port of loopback, for tests. Prints "port N" when it is ready and ends with its standard input.
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { createServer } from 'node:net';

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const db = await PGlite.create({ extensions: { vector } });
await db.exec('CREATE EXTENSION vector');
const port = await freePort();
// One works at a time; a connection that has just ended may still count when the next one comes.
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port, maxConnections: 4 });
await server.start();
console.log(`port ${port}`);
process.stdin.resume();
process.stdin.on('end', async () => {
  await server.stop();
  await db.close();
  process.exit(0);
});
