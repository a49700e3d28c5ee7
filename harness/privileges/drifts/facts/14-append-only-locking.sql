-- column-privilege public.customer_trail_events.id
GRANT UPDATE (id) ON customer_trail_events TO ledger_app;
