-- public-privilege public.customer_audit_events
GRANT UPDATE ON customer_audit_events TO PUBLIC;

-- public-privilege public.schema_migrations
GRANT SELECT ON schema_migrations TO PUBLIC;

-- public-privilege public.historical_bars
GRANT ALL ON historical_bars TO PUBLIC;

-- public-privilege pg_catalog.pg_statistic
GRANT SELECT ON pg_statistic TO PUBLIC;
-- undo
REVOKE SELECT ON pg_statistic FROM PUBLIC;

-- membership raptor_owner (from 15)
REVOKE raptor_app FROM raptor_owner;
GRANT raptor_owner TO raptor_app;
-- undo
REVOKE raptor_owner FROM raptor_app;
GRANT raptor_app TO raptor_owner WITH ADMIN OPTION;

-- membership pg_read_all_data
GRANT pg_read_all_data TO raptor_app;
-- undo
REVOKE pg_read_all_data FROM raptor_app;

-- membership pg_write_all_data
GRANT pg_write_all_data TO raptor_app;
-- undo
REVOKE pg_write_all_data FROM raptor_app;

-- membership pg_signal_backend
GRANT pg_signal_backend TO raptor_app;
-- undo
REVOKE pg_signal_backend FROM raptor_app;

-- membership raptor_owner
REVOKE raptor_app FROM raptor_owner;
GRANT raptor_owner TO bridge;
GRANT bridge TO raptor_app;
-- undo
REVOKE bridge FROM raptor_app;
REVOKE raptor_owner FROM bridge;
GRANT raptor_app TO raptor_owner WITH ADMIN OPTION;

-- membership raptor_owner (from 16)
REVOKE raptor_app FROM raptor_owner;
GRANT raptor_owner TO raptor_app WITH INHERIT FALSE, SET FALSE;
-- undo
REVOKE raptor_owner FROM raptor_app;
GRANT raptor_app TO raptor_owner WITH ADMIN OPTION;

-- membership reporter
REVOKE raptor_app FROM raptor_owner;
GRANT reporter TO raptor_app WITH ADMIN OPTION;
-- undo
REVOKE reporter FROM raptor_app;
GRANT raptor_app TO raptor_owner WITH ADMIN OPTION;

-- membership "Odd Role"
GRANT "Odd Role" TO raptor_app;
-- undo
REVOKE "Odd Role" FROM raptor_app;

-- extra-privilege public.customer_audit_events
GRANT UPDATE ON customer_audit_events TO bridge WITH GRANT OPTION;
SET ROLE bridge;
GRANT UPDATE ON customer_audit_events TO raptor_app;
RESET ROLE;
-- undo
REVOKE UPDATE ON customer_audit_events FROM bridge CASCADE;

-- membership bridge
GRANT bridge TO raptor_app;
-- undo
REVOKE bridge FROM raptor_app;

-- public-privilege public.alembic_version
SET ROLE raptor_owner;
GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC;
RESET ROLE;

-- membership assistant
GRANT assistant TO raptor_owner WITH ADMIN OPTION;
SET ROLE raptor_owner;
GRANT assistant TO raptor_app;
RESET ROLE;

-- membership assistant (from 16)
GRANT assistant TO raptor_owner WITH ADMIN OPTION;
GRANT assistant TO raptor_app WITH INHERIT TRUE;
-- undo
REVOKE assistant FROM raptor_app;

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
