-- missing-privilege public.market_ticks_2026_05
REVOKE INSERT ON market_ticks_2026_05 FROM ledger_app;

-- missing-privilege public.market_ticks
REVOKE UPDATE ON market_ticks FROM ledger_app;

-- missing-privilege public.market_ticks_2026_07
SET ROLE ledger_owner;
CREATE TABLE market_ticks_2026_07 PARTITION OF market_ticks FOR VALUES FROM ('2026-07-01') TO ('2026-08-01');
GRANT SELECT ON market_ticks_2026_07 TO ledger_app;
RESET ROLE;

-- extra-privilege public.audit_2025
SET ROLE ledger_owner;
CREATE TABLE audit_2025 () INHERITS (customer_trail_events);
GRANT SELECT, INSERT, DELETE ON audit_2025 TO ledger_app;
RESET ROLE;

-- missing-privilege public.bars_by_symbol
SET ROLE ledger_owner;
CREATE MATERIALIZED VIEW bars_by_symbol AS SELECT symbol, count(*) FROM historic_prices GROUP BY symbol;
RESET ROLE;

-- missing-privilege public.remote_bars
CREATE FOREIGN TABLE remote_bars (id int) SERVER elsewhere;
ALTER FOREIGN TABLE remote_bars OWNER TO ledger_owner;

-- inheritance-bypass public.customer_trail_events
SET ROLE ledger_owner;
CREATE TABLE events (LIKE customer_trail_events);
GRANT SELECT, INSERT, UPDATE, DELETE ON events TO ledger_app;
ALTER TABLE customer_trail_events INHERIT events;
RESET ROLE;
-- undo
ALTER TABLE customer_trail_events NO INHERIT events;
DROP TABLE events;

-- foreign-owned-relation public.not_ours
CREATE TABLE not_ours (id int);
-- undo
DROP TABLE not_ours;
