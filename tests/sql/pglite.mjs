// A PGlite server (Postgres in WebAssembly, with pgvector) for the SQL tests: listens on a socket in the folder given first, with
// the packages that npm installed into the folder given second. Says "ready" when it takes connections; ends with SIGTERM.
import { createRequire } from 'node:module';

const [socketDir, packageDir] = process.argv.slice(2);
const load = createRequire(`${packageDir}/`);
const { PGlite } = load('@electric-sql/pglite');
const { PGLiteSocketServer } = load('@electric-sql/pglite-socket');

const db = await PGlite.create({
    extensions: {
        vector: load('@electric-sql/pglite-pgvector').vector,
        pgtap: load('@electric-sql/pglite-pgtap').pgtap,
        uuid_ossp: load('@electric-sql/pglite/contrib/uuid_ossp').uuid_ossp,
        pg_trgm: load('@electric-sql/pglite/contrib/pg_trgm').pg_trgm,
    },
});
const server = new PGLiteSocketServer({ db, path: `${socketDir}/.s.PGSQL.5432` });
await server.start();
console.log('ready');

process.on('SIGTERM', async () => {
    await server.stop();
    await db.close();
    process.exit(0);
});
