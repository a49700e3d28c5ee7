-- public-privilege public.customer_trail_events
GRANT UPDATE ON customer_trail_events TO PUBLIC;

-- public-privilege public.schema_migrations
GRANT SELECT ON schema_migrations TO PUBLIC;

-- public-privilege public.historic_prices
GRANT ALL ON historic_prices TO PUBLIC;

-- public-privilege pg_catalog.pg_statistic
GRANT SELECT ON pg_statistic TO PUBLIC;
-- undo
REVOKE SELECT ON pg_statistic FROM PUBLIC;

-- membership ledger_owner (from 15)
REVOKE ledger_app FROM ledger_owner;
GRANT ledger_owner TO ledger_app;
-- undo
REVOKE ledger_owner FROM ledger_app;
GRANT ledger_app TO ledger_owner WITH ADMIN OPTION;

-- membership pg_read_all_data
GRANT pg_read_all_data TO ledger_app;
-- undo
REVOKE pg_read_all_data FROM ledger_app;

-- membership pg_write_all_data
GRANT pg_write_all_data TO ledger_app;
-- undo
REVOKE pg_write_all_data FROM ledger_app;

-- membership pg_signal_backend
GRANT pg_signal_backend TO ledger_app;
-- undo
REVOKE pg_signal_backend FROM ledger_app;

-- membership ledger_owner
REVOKE ledger_app FROM ledger_owner;
GRANT ledger_owner TO bridge;
GRANT bridge TO ledger_app;
-- undo
REVOKE bridge FROM ledger_app;
REVOKE ledger_owner FROM bridge;
GRANT ledger_app TO ledger_owner WITH ADMIN OPTION;

-- membership ledger_owner (from 16)
REVOKE ledger_app FROM ledger_owner;
GRANT ledger_owner TO ledger_app WITH INHERIT FALSE, SET FALSE;
-- undo
REVOKE ledger_owner FROM ledger_app;
GRANT ledger_app TO ledger_owner WITH ADMIN OPTION;

-- membership reporter
REVOKE ledger_app FROM ledger_owner;
GRANT reporter TO ledger_app WITH ADMIN OPTION;
-- undo
REVOKE reporter FROM ledger_app;
GRANT ledger_app TO ledger_owner WITH ADMIN OPTION;

-- membership "Odd Role"
GRANT "Odd Role" TO ledger_app;
-- undo
REVOKE "Odd Role" FROM ledger_app;

-- extra-privilege public.customer_trail_events
GRANT UPDATE ON customer_trail_events TO bridge WITH GRANT OPTION;
SET ROLE bridge;
GRANT UPDATE ON customer_trail_events TO ledger_app;
RESET ROLE;
-- undo
REVOKE UPDATE ON customer_trail_events FROM bridge CASCADE;

-- membership bridge
GRANT bridge TO ledger_app;
-- undo
REVOKE bridge FROM ledger_app;

-- public-privilege public.alembic_version
SET ROLE ledger_owner;
GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC;
RESET ROLE;

-- membership assistant
GRANT assistant TO ledger_owner WITH ADMIN OPTION;
SET ROLE ledger_owner;
GRANT assistant TO ledger_app;
RESET ROLE;

-- membership assistant (from 16)
GRANT assistant TO ledger_owner WITH ADMIN OPTION;
GRANT assistant TO ledger_app WITH INHERIT TRUE;
-- undo
REVOKE assistant FROM ledger_app;

-- public-privilege public.pg_stat_statements
GRANT INSERT ON pg_stat_statements TO PUBLIC;
SET allow_system_table_mods = on;
UPDATE pg_init_privs SET initprivs = relacl FROM pg_class WHERE objoid = pg_class.oid AND relname = 'pg_stat_statements';
RESET allow_system_table_mods;
-- undo
REVOKE INSERT ON pg_stat_statements FROM PUBLIC;
SET allow_system_table_mods = on;
UPDATE pg_init_privs SET initprivs = relacl FROM pg_class WHERE objoid = pg_class.oid AND relname = 'pg_stat_statements';
RESET allow_system_table_mods;
