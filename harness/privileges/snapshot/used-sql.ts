import { entries, isSystem, isTemporary, manageable } from './acl-sql.ts'

/**
 * What a statement of the role's makes Postgres call or look up besides the relation it names: read from pg_depend, which
 * knows it of every stored expression. Objects initdb made are pinned and not in there: they are everybody's.
 */
export const usedTables = `
func AS MATERIALIZED (
  SELECT p.oid, n.nspname, p.oid::regprocedure::text AS name, p.proname, p.prokind, p.prosecdef, l.lanname, p.proowner,
         p.pronargs, p.pronargdefaults, p.provariadic, p.prorettype, p.proconfig, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl, e.objid IS NOT NULL AS extension
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    LEFT JOIN extension_member e ON e.classid = 'pg_proc'::regclass AND e.objid = p.oid
   WHERE p.oid >= 16384 AND NOT ${isTemporary('n.nspname')}),
func_acl AS MATERIALIZED (
  SELECT proowner, acl, min(oid) AS example, row_number() OVER () - 1 AS position FROM func GROUP BY proowner, acl),
sequence_owner AS MATERIALIZED (
  SELECT d.objid, d.deptype, d.refobjid FROM pg_depend d JOIN relation s ON s.oid = d.objid AND s.sequence
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a','i') AND d.refobjsubid > 0),
dependency AS MATERIALIZED (
  -- A serial column calls the sequence it owns: what owns what says so already.
  SELECT DISTINCT d.classid, d.objid, d.objsubid > 0 AS of_column, d.refclassid, d.refobjid FROM pg_depend d
    LEFT JOIN pg_attrdef x ON d.classid = 'pg_attrdef'::regclass AND x.oid = d.objid
    LEFT JOIN sequence_owner o ON o.refobjid = x.adrelid AND d.refclassid = 'pg_class'::regclass AND o.objid = d.refobjid
   WHERE d.deptype = 'n' AND d.refobjid >= 16384
     AND (d.classid IN ('pg_attrdef'::regclass, 'pg_policy'::regclass) AND d.refclassid = 'pg_class'::regclass
       OR d.classid IN ('pg_rewrite'::regclass, 'pg_type'::regclass) AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM relation WHERE sequence)
       OR d.classid IN ('pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_class'::regclass, 'pg_type'::regclass)
      AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_type'::regclass))
     AND o.objid IS NULL)`

export const aboutWhatIsUsed = {
  // Sub-selects instead of joins: there are few of these rows, and nothing but them is looked up.
  dependencies: `SELECT json_agg(json_build_array(CASE d.classid
      WHEN 'pg_attrdef'::regclass THEN (SELECT json_build_array('column', x.adrelid::int8, (SELECT json_build_array(quote_ident(attname), attgenerated) FROM pg_attribute WHERE attrelid = x.adrelid AND attnum = x.adnum))
         FROM pg_attrdef x WHERE x.oid = d.objid)
      WHEN 'pg_constraint'::regclass THEN (SELECT json_build_array(CASE contypid WHEN 0 THEN 'check' ELSE 'domain' END, (conrelid::int8 + contypid::int8), quote_ident(conname))
         FROM pg_constraint WHERE oid = d.objid AND contype = 'c')
      WHEN 'pg_type'::regclass THEN (SELECT json_build_array('domain default', oid::int8, '') FROM pg_type WHERE oid = d.objid AND typtype = 'd' AND d.refclassid <> 'pg_type'::regclass)
      WHEN 'pg_policy'::regclass THEN (SELECT json_build_array('policy', polrelid::int8, quote_ident(polname), polcmd) FROM pg_policy
        WHERE oid = d.objid AND polrelid <> d.refobjid AND EXISTS (SELECT FROM unnest(polroles) o WHERE o = 0 OR pg_has_role((SELECT oid FROM role), o, 'USAGE')))
      WHEN 'pg_rewrite'::regclass THEN (SELECT CASE WHEN w.ev_type <> '1' THEN json_build_array('rule', w.ev_class::int8, quote_ident(w.rulename), w.ev_type)
          -- A materialized view is read as it stands: its query is not run.
          WHEN v.relkind = 'v' THEN json_build_array('view', w.ev_class::int8, '') END
         FROM pg_rewrite w JOIN pg_class v ON v.oid = w.ev_class WHERE w.oid = d.objid AND w.ev_enabled <> 'D')
      WHEN 'pg_trigger'::regclass THEN (SELECT json_build_array('trigger', tgrelid::int8, quote_ident(tgname)) FROM pg_trigger WHERE oid = d.objid AND tgfoid <> d.refobjid AND tgenabled IN ('O','A'))
      ELSE CASE WHEN d.of_column THEN json_build_array('column type', d.objid::int8, '')
        ELSE coalesce((SELECT json_build_array('index', indrelid::int8, (SELECT quote_ident(relname) FROM pg_class WHERE oid = d.objid)) FROM pg_index WHERE indexrelid = d.objid),
          json_build_array('partition key', d.objid::int8, '')) END END,
    CASE d.refclassid
      WHEN 'pg_proc'::regclass THEN json_build_array('function', d.refobjid::int8)
      WHEN 'pg_operator'::regclass THEN (SELECT json_build_array('operator', oprcode::oid::int8, oprnamespace::regnamespace::text) FROM pg_operator WHERE oid = d.refobjid)
      WHEN 'pg_opclass'::regclass THEN (SELECT json_build_array('operator class', 0, opcnamespace::regnamespace::text) FROM pg_opclass WHERE oid = d.refobjid)
      WHEN 'pg_type'::regclass THEN json_build_array('type', d.refobjid::int8)
      ELSE json_build_array('relation', d.refobjid::int8) END)) FROM dependency d`,
  types: `SELECT json_agg(json_build_array(t.oid::int8, t.typnamespace::regnamespace::text, format_type(t.oid, NULL), t.typelem::int8, t.typbasetype::int8, t.typrelid::int8))
    FROM pg_type t WHERE t.oid >= 16384 AND (t.typtype IN ('d', 'e', 'r', 'b') AND t.typelem = 0 OR t.oid IN (SELECT refobjid FROM dependency WHERE refclassid = 'pg_type'::regclass))`,
  ownTypes: `SELECT json_agg(json_build_object('schema', quote_ident(n.nspname), 'name', t.typname))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
   WHERE t.oid >= 16384 AND t.typcategory <> 'A' AND (t.typrelid = 0 OR c.oid IS NOT NULL) AND NOT ${isSystem('n.nspname')} AND NOT ${isTemporary('n.nspname')}
     AND NOT EXISTS (SELECT FROM pg_type s WHERE s.typnamespace = 'pg_catalog'::regnamespace AND s.typname = t.typname)`,
  operators: `SELECT json_agg(json_build_object('schema', quote_ident(n.nspname), 'name', o.oprname, 'function', f.name,
      'operands', json_build_array(o.oprleft::int8, o.oprright::int8),
      'likeTheSystems', EXISTS (SELECT FROM pg_operator s WHERE s.oprnamespace = 'pg_catalog'::regnamespace AND s.oprname = o.oprname)))
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace JOIN func f ON f.oid = o.oprcode
   WHERE o.oid >= 16384 AND NOT ${isTemporary('n.nspname')}`,
  // nextval('orders_id_seq'::text): the name is text, and nothing in pg_depend knows it.
  namedSequences: `SELECT json_agg(json_build_array(x.adrelid::int8, (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = x.adrelid AND attnum = x.adnum),
      substring(pg_get_expr(x.adbin, x.adrelid) from 'nextval\\(\\(''((?:[^'']|'''')+)''')))
    FROM pg_attrdef x LEFT JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = x.oid AND u.refclassid = 'pg_class'::regclass AND u.deptype = 'n'
   WHERE u.objid IS NULL AND x.adbin::text LIKE '%:funcid 1574 %'`,
  triggers: `SELECT json_agg(json_build_array(r.name, f.name, t.tgtype, quote_ident(t.tgname), t.tgoldtable, t.tgnewtable))
    FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid JOIN func f ON f.oid = t.tgfoid
   WHERE NOT t.tgisinternal AND t.tgenabled IN ('O','A')`,
  functionAcls: `SELECT json_agg(json_build_object('owner', quote_ident(pg_get_userbyid(a.proowner)), 'manageable', ${manageable('a.proowner')},
      'effective', CASE WHEN has_function_privilege((SELECT oid FROM role), a.example, 'EXECUTE') THEN '["EXECUTE"]'::json ELSE '[]'::json END,
      'grantableByDatabaseOwner', CASE WHEN has_function_privilege((SELECT datdba FROM database), a.example, 'EXECUTE WITH GRANT OPTION') THEN '["EXECUTE"]'::json END,
      'entries', ${entries('a.acl')}) ORDER BY a.position) FROM func_acl a`,
  functions: `SELECT json_agg(json_build_array(f.oid::int8, quote_ident(f.nspname), f.name, quote_ident(f.proname), f.prokind, f.prosecdef, f.lanname, a.position, f.extension,
      f.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype),
      f.extension AND EXISTS (SELECT FROM pg_proc s WHERE s.pronamespace = 'pg_catalog'::regnamespace AND s.proname = f.proname), f.pronargs - f.pronargdefaults, CASE WHEN f.provariadic = 0 THEN f.pronargs END,
      (SELECT substr(c, 13) FROM unnest(f.proconfig) c WHERE c LIKE 'search\\_path=%')))
    FROM func f JOIN func_acl a USING (proowner, acl)`,
}
