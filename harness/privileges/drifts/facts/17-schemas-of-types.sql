-- missing-schema-usage d17_types
SET ROLE ledger_owner;
CREATE SCHEMA d17_types;
CREATE TYPE d17_types.mood AS ENUM ('calm');
ALTER TABLE orders ADD d17_mood d17_types.mood;
RESET ROLE;

-- missing-schema-usage d17_domains
SET ROLE ledger_owner;
CREATE SCHEMA d17_domains;
CREATE DOMAIN d17_domains.price AS numeric CHECK (VALUE > 0);
ALTER TABLE orders ADD d17_prices d17_domains.price[];
RESET ROLE;

-- missing-schema-usage d17_citext
SET ROLE ledger_owner;
CREATE SCHEMA d17_citext;
RESET ROLE;
CREATE EXTENSION citext SCHEMA d17_citext;
SET ROLE ledger_owner;
ALTER TABLE customers ADD d17_nick d17_citext.citext;
RESET ROLE;

-- missing-schema-usage d17_trigrams
SET ROLE ledger_owner;
CREATE SCHEMA d17_trigrams;
RESET ROLE;
CREATE EXTENSION pg_trgm SCHEMA d17_trigrams;
SET ROLE ledger_owner;
CREATE INDEX ON strategies USING gin (name d17_trigrams.gin_trgm_ops);
RESET ROLE;

-- missing-schema-usage d17_indexed
SET ROLE ledger_owner;
CREATE SCHEMA d17_indexed;
CREATE FUNCTION d17_indexed.plain(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE INDEX ON strategies (d17_indexed.plain(name));
RESET ROLE;

-- missing-schema-usage d17_platform
CREATE SCHEMA d17_platform;
CREATE EXTENSION hstore SCHEMA d17_platform;
ALTER TABLE orders ADD d17_labels d17_platform.hstore;
-- undo
ALTER TABLE orders DROP d17_labels;
DROP EXTENSION hstore;
DROP SCHEMA d17_platform;
