-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ledger_app;

-- default-privilege ledger_owner
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner GRANT SELECT ON TABLES TO ledger_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT UPDATE ON TABLES TO PUBLIC;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT ALL ON SEQUENCES TO ledger_app;

-- default-privilege ledger_owner
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner GRANT USAGE ON SCHEMAS TO ledger_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO ledger_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE reporter IN SCHEMA public GRANT SELECT ON TABLES TO ledger_app;
-- undo
ALTER DEFAULT PRIVILEGES FOR ROLE reporter IN SCHEMA public REVOKE SELECT ON TABLES FROM ledger_app;

-- default-privilege maintenance
ALTER DEFAULT PRIVILEGES FOR ROLE maintenance GRANT SELECT ON TABLES TO PUBLIC;
-- undo
ALTER DEFAULT PRIVILEGES FOR ROLE maintenance REVOKE SELECT ON TABLES FROM PUBLIC;
