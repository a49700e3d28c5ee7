-- sequence-privilege public.historic_prices_id_seq
REVOKE USAGE ON SEQUENCE historic_prices_id_seq FROM ledger_app;

-- sequence-privilege public.historic_prices_id_seq
GRANT UPDATE ON SEQUENCE historic_prices_id_seq TO ledger_app;

-- sequence-privilege public.orders_id_seq
GRANT SELECT ON SEQUENCE orders_id_seq TO ledger_app;

-- sequence-privilege public.customers_id_seq
GRANT UPDATE ON SEQUENCE customers_id_seq TO ledger_app;

-- public-privilege public.orders_id_seq
GRANT UPDATE ON SEQUENCE orders_id_seq TO PUBLIC;

-- sequence-privilege public.order_numbers
SET ROLE ledger_owner;
CREATE SEQUENCE order_numbers;
RESET ROLE;
