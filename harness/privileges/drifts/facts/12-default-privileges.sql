-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO raptor_app;

-- default-privilege raptor_owner
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner GRANT SELECT ON TABLES TO raptor_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner IN SCHEMA public GRANT UPDATE ON TABLES TO PUBLIC;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner IN SCHEMA public GRANT ALL ON SEQUENCES TO raptor_app;

-- default-privilege raptor_owner
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner GRANT USAGE ON SCHEMAS TO raptor_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE raptor_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO raptor_app;

-- default-privilege public
ALTER DEFAULT PRIVILEGES FOR ROLE reporter IN SCHEMA public GRANT SELECT ON TABLES TO raptor_app;
-- undo
ALTER DEFAULT PRIVILEGES FOR ROLE reporter IN SCHEMA public REVOKE SELECT ON TABLES FROM raptor_app;

-- default-privilege maintenance
ALTER DEFAULT PRIVILEGES FOR ROLE maintenance GRANT SELECT ON TABLES TO PUBLIC;
-- undo
ALTER DEFAULT PRIVILEGES FOR ROLE maintenance REVOKE SELECT ON TABLES FROM PUBLIC;
