
-- Schema _heroku as dumps of 2026 have it: the names, kinds and privileges are Heroku's, the bodies are the rehearsal's
-- and do as little as those names promise. Heroku's own role owns all of it. What PUBLIC may still execute is what the
-- event triggers call as whoever runs the DDL, and pg_stat_statements_reset.
CREATE SCHEMA _heroku AUTHORIZATION heroku_admin;
GRANT USAGE ON SCHEMA _heroku TO PUBLIC;

-- Only a superuser makes event triggers on a stock Postgres; on RDS rds_superuser does.
ALTER ROLE heroku_admin SUPERUSER;
SET ROLE heroku_admin;

CREATE FUNCTION _heroku.sanitize_search_path(unsafe_search_path text DEFAULT NULL) RETURNS text
  LANGUAGE sql
AS $$
  SELECT string_agg(schema, ',' ORDER BY schema = 'pg_temp', position)
  FROM (
    SELECT trim(part) AS schema, position
    FROM unnest(string_to_array(coalesce(unsafe_search_path, current_setting('search_path')), ','))
      WITH ORDINALITY AS parts (part, position)
    WHERE trim(part) NOT LIKE 'pg_temp%' AND trim(part) <> 'pg_catalog'
    UNION ALL VALUES ('pg_temp', 0)
  ) AS safe
$$;

CREATE FUNCTION _heroku.validate_search_path() RETURNS void
  LANGUAGE plpgsql
AS $$
BEGIN
  IF (current_schemas(true))[1] LIKE 'pg_temp%' THEN
    RAISE EXCEPTION 'This cannot be done with temporary objects first in the search_path. Try: SET search_path TO %',
      _heroku.sanitize_search_path();
  END IF;
END
$$;

CREATE FUNCTION _heroku.validate_pg_temp_clean() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM FROM pg_class WHERE relnamespace = pg_my_temp_schema();
  IF FOUND THEN
    RAISE EXCEPTION 'This cannot be done in a session that has temporary objects.';
  END IF;
END
$$;

CREATE FUNCTION _heroku.validate_extension_query() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF current_query() ~* '\munpackaged\M' THEN
    RAISE EXCEPTION 'An extension cannot be created from "unpackaged".';
  END IF;
END
$$;

CREATE FUNCTION _heroku.pg_stat_statements_reset() RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM public.pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0);
  RETURN clock_timestamp();
END
$$;

CREATE FUNCTION _heroku.grant_table_if_exists(
  alias_schemaname text, grants text, databaseowner text, alias_tablename text DEFAULT NULL
) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found regclass;
BEGIN
  FOR found IN
    SELECT oid FROM pg_class
    WHERE relnamespace = to_regnamespace(quote_ident(alias_schemaname)) AND relkind IN ('r', 'p', 'v')
      AND relname = coalesce(alias_tablename, relname)
  LOOP
    EXECUTE format('GRANT %s ON %s TO %I', grants, found, databaseowner);
  END LOOP;
END
$$;

CREATE FUNCTION _heroku.grant_function_execute_for_extension(
  extension_oid oid, schemaname text, databaseowner text, name_patterns text[] DEFAULT NULL, exclude_pattern text DEFAULT NULL
) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found regprocedure;
BEGIN
  FOR found IN
    SELECT p.oid FROM pg_depend d JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = extension_oid AND d.deptype = 'e'
      AND p.pronamespace = to_regnamespace(quote_ident(schemaname))
      AND (name_patterns IS NULL OR p.proname LIKE ANY (name_patterns))
      AND (exclude_pattern IS NULL OR p.proname NOT LIKE exclude_pattern)
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', found, databaseowner);
  END LOOP;
END
$$;

CREATE FUNCTION _heroku.postgis_after_create() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  at record;
BEGIN
  SELECT e.extnamespace::regnamespace::text AS schema, pg_get_userbyid(d.datdba)::text AS owner INTO at
  FROM pg_extension e, pg_database d WHERE e.extname = 'postgis' AND d.datname = current_database();
  PERFORM _heroku.grant_table_if_exists(at.schema, 'SELECT, INSERT, UPDATE, DELETE', at.owner, 'spatial_ref_sys');
END
$$;

CREATE FUNCTION _heroku.create_ext() RETURNS event_trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF tg_tag IN ('CREATE EXTENSION', 'ALTER EXTENSION') THEN
    PERFORM _heroku.postgis_after_create() FROM pg_event_trigger_ddl_commands()
    WHERE object_type = 'extension' AND object_identity = 'postgis';
  END IF;
END
$$;

CREATE FUNCTION _heroku.validate_extension() RETURNS event_trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF tg_tag IN ('CREATE EXTENSION', 'ALTER EXTENSION') THEN
    PERFORM FROM pg_event_trigger_ddl_commands() c JOIN pg_extension e ON c.object_type = 'extension' AND e.oid = c.objid
    WHERE e.extnamespace = '_heroku'::regnamespace;
    IF FOUND THEN
      RAISE EXCEPTION 'Schema _heroku takes no extension.';
    END IF;
  END IF;
END
$$;

CREATE FUNCTION _heroku.drop_ext() RETURNS event_trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF tg_tag = 'DROP EXTENSION' THEN
    PERFORM _heroku.validate_search_path();
  END IF;
END
$$;

CREATE FUNCTION _heroku.extension_before_run() RETURNS event_trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  IF tg_tag IN ('CREATE EXTENSION', 'ALTER EXTENSION', 'DROP EXTENSION') THEN
    PERFORM _heroku.validate_search_path();
    PERFORM _heroku.validate_pg_temp_clean();
    PERFORM _heroku.validate_extension_query();
  END IF;
END
$$;

CREATE FUNCTION _heroku.extension_before_drop() RETURNS event_trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF tg_tag = 'DROP EXTENSION' AND NOT pg_has_role(session_user, 'rds_superuser', 'MEMBER')
    AND current_query() ~* '\mplpgsql\M'
  THEN
    RAISE EXCEPTION 'The extension plpgsql cannot be dropped.';
  END IF;
END
$$;

REVOKE ALL ON FUNCTION
  _heroku.create_ext(),
  _heroku.drop_ext(),
  _heroku.extension_before_drop(),
  _heroku.extension_before_run(),
  _heroku.grant_function_execute_for_extension(oid, text, text, text[], text),
  _heroku.grant_table_if_exists(text, text, text, text),
  _heroku.postgis_after_create(),
  _heroku.validate_extension()
FROM PUBLIC;

CREATE EVENT TRIGGER "00_validate_before_start" ON ddl_command_start EXECUTE FUNCTION _heroku.extension_before_run();
CREATE EVENT TRIGGER "00_validate_extension_after" ON ddl_command_end EXECUTE FUNCTION _heroku.validate_extension();
CREATE EVENT TRIGGER "01_configure_extension_after" ON ddl_command_end EXECUTE FUNCTION _heroku.create_ext();
CREATE EVENT TRIGGER "01_configure_extension_drop" ON sql_drop EXECUTE FUNCTION _heroku.drop_ext();
CREATE EVENT TRIGGER "01_extension_before_drop" ON ddl_command_start EXECUTE FUNCTION _heroku.extension_before_drop();

RESET ROLE;
ALTER ROLE heroku_admin NOSUPERUSER;
