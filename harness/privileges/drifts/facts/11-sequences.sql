-- sequence-privilege public.historical_bars_id_seq
REVOKE USAGE ON SEQUENCE historical_bars_id_seq FROM raptor_app;

-- sequence-privilege public.historical_bars_id_seq
GRANT UPDATE ON SEQUENCE historical_bars_id_seq TO raptor_app;

-- sequence-privilege public.orders_id_seq
GRANT SELECT ON SEQUENCE orders_id_seq TO raptor_app;

-- sequence-privilege public.customers_id_seq
GRANT UPDATE ON SEQUENCE customers_id_seq TO raptor_app;

-- public-privilege public.orders_id_seq
GRANT UPDATE ON SEQUENCE orders_id_seq TO PUBLIC;

-- sequence-privilege public.order_numbers
SET ROLE raptor_owner;
CREATE SEQUENCE order_numbers;
RESET ROLE;
