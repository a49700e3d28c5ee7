-- large-object 4242
SELECT lo_create(4242);
ALTER LARGE OBJECT 4242 OWNER TO ledger_owner;
GRANT UPDATE ON LARGE OBJECT 4242 TO ledger_app;

-- large-object 4243
SELECT lo_create(4243);
GRANT SELECT ON LARGE OBJECT 4243 TO PUBLIC;
-- undo
SELECT lo_unlink(4243);

-- large-object 4244
SELECT lo_create(4244);
ALTER LARGE OBJECT 4244 OWNER TO ledger_app;
-- undo
SELECT lo_unlink(4244);

-- parameter-privilege session_replication_role (from 15)
GRANT SET ON PARAMETER session_replication_role TO ledger_app;
-- undo
REVOKE SET ON PARAMETER session_replication_role FROM ledger_app;

-- parameter-privilege log_statement (from 15)
GRANT ALTER SYSTEM ON PARAMETER log_statement TO PUBLIC;
-- undo
REVOKE ALTER SYSTEM ON PARAMETER log_statement FROM PUBLIC;

-- row-level-security public.historic_prices
ALTER TABLE historic_prices ENABLE ROW LEVEL SECURITY;
-- undo
ALTER TABLE historic_prices DISABLE ROW LEVEL SECURITY;

-- row-level-security public.orders
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON orders TO ledger_app USING (quantity < 100);
-- undo
DROP POLICY mine ON orders;
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;

-- row-level-security public.orders
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON orders FOR SELECT USING (true);
-- undo
DROP POLICY reading ON orders;
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
