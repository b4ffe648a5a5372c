/**
 * The files that may take a secret or a personal value out of its wrapper (`.reveal(`), each with the reason.
 * To add one: ask first whether the value can stay wrapped one call longer; then write the path from the root and say
 * where the value goes from there. An entry that is no longer needed turns the architecture test red. Tests need none.
 */
export const revealAllowed: Readonly<Record<string, string>> = {
  'src/backup/backup-lock.ts': 'the passphrase is stretched into the key of a backup; the private key opens one',
  'src/api/order-routes.ts': 'shows an address or the XML to the operator who asked, which the audit trail records',
  'src/compose.ts': 'the connection string of SQL Server is taken apart into its settings, its password wrapped again',
  'src/jobs/pgboss-waker.ts': 'the connection string goes to pg-boss',
  'src/jtl/db/connect-sqlserver.ts': 'the password goes into the login at SQL Server',
  'src/jtl/db/seam-sqlite.ts': 'the order XML goes into the import queue of the simulated JTL',
  'src/jtl/db/seam-sqlserver.ts': 'the order XML goes into the import queue of JTL',
  'src/jtl/xml/drop-folder.ts': 'the order XML is written into the drop folder of JTL',
  'src/jtl/xml/order-xml.ts': 'the order XML carries the addresses, as JTL ships to these people',
  'src/orders/address-from-temu.ts': 'the fields of an address are cleaned and wrapped again for its sealed box',
  'src/orders/hand-over-batch.ts': 'opens the box of an order for its order XML, wrapped again at once',
  'src/orders/masked-address.ts': 'shortens an address to initials and two digits of its postcode',
  'src/orders/order-details.ts': 'compares two addresses; keeps only whether they differ',
  'src/orders/order-to-jtl.ts': 'looks whether the address is complete, and translates it for the order XML',
  'src/orders/send-orders.ts': '--dry-run shows the exact XML to the person who asked for it',
  'src/people/better-auth.ts': 'the secret that signs cookies and encrypts second factors goes to better-auth',
  'src/state/box-store.ts': 'seals the personal data of an order',
  'src/state/postgres-dialect.ts': 'the connection string goes to the PostgreSQL driver',
  'src/state/secret-store.ts': 'seals a secret, and keeps a fingerprint of it',
  'src/temu/create-temu.ts': 'the access token goes into the body of a call',
  'src/temu/signature.ts': 'the app secret goes into the MD5 of the signature',
  'src/temu/wire/address-wire.ts': 'looks whether a field is empty or masked; keeps the verdict only',
}
