-- missing-schema-usage public
REVOKE USAGE ON SCHEMA public FROM ledger_app;

-- extra-privilege archive
GRANT USAGE ON SCHEMA archive TO ledger_app;

-- public-privilege archive
GRANT USAGE ON SCHEMA archive TO PUBLIC;

-- extra-privilege archive.bars
GRANT SELECT ON archive.bars TO ledger_app;

-- public-privilege archive.bars
GRANT USAGE ON SCHEMA archive TO ledger_app;
GRANT SELECT ON archive.bars TO PUBLIC;

-- missing-schema-usage public
ALTER SCHEMA public RENAME TO private;
-- undo
ALTER SCHEMA private RENAME TO public;
