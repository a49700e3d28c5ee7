-- column-privilege public.customer_audit_events.details
GRANT UPDATE (details) ON customer_audit_events TO raptor_app;

-- column-privilege public.customer_audit_events.details
GRANT UPDATE (details) ON customer_audit_events TO PUBLIC;

-- column-privilege public.alembic_version.version_num
GRANT SELECT (version_num) ON alembic_version TO raptor_app;

-- column-privilege public.customers.id
GRANT REFERENCES (id) ON customers TO raptor_app;

-- grant-option public.orders
GRANT SELECT ON orders TO raptor_app WITH GRANT OPTION;

-- grant-option public.historical_bars.symbol
GRANT SELECT (symbol) ON historical_bars TO raptor_app WITH GRANT OPTION;

-- grant-option public.orders
GRANT SELECT ON orders TO raptor_app WITH GRANT OPTION;
SET ROLE raptor_app;
GRANT SELECT ON orders TO reporter;
RESET ROLE;

-- column-privilege pg_catalog.pg_authid.rolpassword
GRANT SELECT (rolpassword) ON pg_authid TO raptor_app;
-- undo
REVOKE SELECT (rolpassword) ON pg_authid FROM raptor_app;
