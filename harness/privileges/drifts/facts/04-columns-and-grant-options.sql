-- column-privilege public.customer_trail_events.details
GRANT UPDATE (details) ON customer_trail_events TO ledger_app;

-- column-privilege public.customer_trail_events.details
GRANT UPDATE (details) ON customer_trail_events TO PUBLIC;

-- column-privilege public.alembic_version.version_num
GRANT SELECT (version_num) ON alembic_version TO ledger_app;

-- column-privilege public.customers.id
GRANT REFERENCES (id) ON customers TO ledger_app;

-- grant-option public.orders
GRANT SELECT ON orders TO ledger_app WITH GRANT OPTION;

-- grant-option public.historic_prices.symbol
GRANT SELECT (symbol) ON historic_prices TO ledger_app WITH GRANT OPTION;

-- grant-option public.orders
GRANT SELECT ON orders TO ledger_app WITH GRANT OPTION;
SET ROLE ledger_app;
GRANT SELECT ON orders TO reporter;
RESET ROLE;

-- column-privilege pg_catalog.pg_authid.rolpassword
GRANT SELECT (rolpassword) ON pg_authid TO ledger_app;
-- undo
REVOKE SELECT (rolpassword) ON pg_authid FROM ledger_app;
