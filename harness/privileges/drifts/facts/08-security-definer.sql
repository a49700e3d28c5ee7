-- security-definer-function public.wipe()
SET ROLE ledger_owner;
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.customer_trail_events';
RESET ROLE;

-- security-definer-function public.wipe_more(integer)
SET ROLE ledger_owner;
CREATE PROCEDURE wipe_more(integer) LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.customer_trail_events';
REVOKE EXECUTE ON PROCEDURE wipe_more FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE wipe_more TO ledger_app;
RESET ROLE;

-- security-definer-function public.touch_updated_at()
ALTER FUNCTION touch_updated_at() SECURITY DEFINER;
-- undo
ALTER FUNCTION touch_updated_at() SECURITY INVOKER;

-- security-definer-function public.superusers()
CREATE FUNCTION superusers() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT';
-- undo
DROP FUNCTION superusers();

-- extra-privilege pg_catalog.pg_read_file(text)
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO ledger_app;
-- undo
REVOKE EXECUTE ON FUNCTION pg_read_file(text) FROM ledger_app;

-- security-definer-function public.behind_the_trigger()
CREATE FUNCTION behind_the_trigger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER behind AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION behind_the_trigger();
REVOKE EXECUTE ON FUNCTION behind_the_trigger() FROM PUBLIC;
-- undo
DROP FUNCTION behind_the_trigger() CASCADE;
