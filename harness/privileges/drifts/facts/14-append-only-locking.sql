-- column-privilege public.customer_audit_events.id
GRANT UPDATE (id) ON customer_audit_events TO raptor_app;
