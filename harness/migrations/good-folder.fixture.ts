import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import type { MigrationFinding } from './finding.ts'

// The append-only table of the policy.
const [appendOnly = ''] = runbook.privileges.appendOnly.tables
const audit = appendOnly.replace('public.', '')

/** Migrations that grant properly, each grant on a line of its own. */
export const goodFolder: Readonly<Record<string, string>> = {
  '001_orders.sql': `CREATE TABLE orders (id bigserial PRIMARY KEY);
CREATE INDEX ON orders (id);
CREATE VIEW open_orders AS SELECT * FROM orders;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO ledger_app;
GRANT USAGE ON SEQUENCE orders_id_seq TO ledger_app;
GRANT SELECT ON open_orders TO ledger_app;
`,
  '002_audit.sql': `CREATE TABLE ${audit} (id int);
GRANT SELECT, INSERT ON ${audit} TO ledger_app;
`,
  '003_lines.sql': `CREATE TABLE lines (id int GENERATED ALWAYS AS IDENTITY, of bigint REFERENCES orders);
CREATE TABLE "Line Notes" (id int);
GRANT SELECT, INSERT, UPDATE, DELETE ON lines TO ledger_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "Line Notes" TO ledger_app;
`,
}

/** Each of its grants, with what is found, and where, of a folder that is without it. */
export const goodGrants = [
  {
    text: 'GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO ledger_app;',
    found: 'public.orders 001_orders.sql:1',
  },
  {
    text: 'GRANT USAGE ON SEQUENCE orders_id_seq TO ledger_app;',
    found: 'public.orders_id_seq 001_orders.sql:1',
  },
  { text: 'GRANT SELECT ON open_orders TO ledger_app;', found: 'public.open_orders 001_orders.sql:3' },
  {
    text: `GRANT SELECT, INSERT ON ${audit} TO ledger_app;`,
    found: `public.${audit} 002_audit.sql:1`,
  },
  {
    text: 'GRANT SELECT, INSERT, UPDATE, DELETE ON lines TO ledger_app;',
    found: 'public.lines 003_lines.sql:1',
  },
  {
    text: 'GRANT SELECT, INSERT, UPDATE, DELETE ON "Line Notes" TO ledger_app;',
    found: 'public."Line Notes" 003_lines.sql:2',
  },
]

export function asFound({ object, place }: MigrationFinding): string {
  return `${object} ${place.file}:${place.line}`
}
