import { effective, entries, isSystem, isTemporary, manageable } from './acl-sql.ts'
import { aboutWhatIsUsed, usedTables } from './used-sql.ts'

/**
 * The one statement that reads everything a role can do in a database, as one JSON value. It asks Postgres for effective
 * privileges (`has_*_privilege`) and, beside them, for the ACL entries they come from.
 *
 * An ACL is looked at once however many relations share it: `has_table_privilege` depends on nothing but the role, the
 * owner, the ACL and whether it is a sequence (aclchk.c, pg_class_aclmask_ext). That is what makes 10,000 tables cheap.
 *
 * Names are written as SQL writes them (`quote_ident`), so they need a search_path of pg_catalog alone. `catalogues` are WITH
 * queries that stand in the place of catalogues, to read a part of them.
 */
export function snapshotStatement(serverVersionNum: number, roleLiteral: string, catalogues = ''): string {
  const lists = {
    ...aboutRelations,
    ...aboutBypasses,
    ...aboutWhatIsUsed,
    ...aboutOtherObjects(serverVersionNum),
  }
  const sections = [
    ...Object.entries(single).map(([key, sql]) => `'${key}', (${sql})`),
    // An aggregate of no rows is NULL.
    ...Object.entries({ ...aboutTheRole(serverVersionNum), ...lists }).map(
      ([key, sql]) => `'${key}', coalesce((${sql}), '[]')`,
    ),
  ]
  return `WITH RECURSIVE ${catalogues && `${catalogues},`} role AS MATERIALIZED (SELECT r.* FROM pg_roles r WHERE r.rolname = ${roleLiteral}), ${commonTables}, ${usedTables} SELECT json_build_object(${sections.join(',\n')}) AS snapshot`
}

/** An ACL entry that was there when initdb or CREATE EXTENSION had finished (pg_init_privs). */
const isInitial = (catalog: string, oid: string, column: string) => `EXISTS (
  SELECT FROM pg_init_privs i, aclexplode(i.initprivs) y
   WHERE i.classoid = '${catalog}'::regclass AND i.objoid = ${oid} AND i.objsubid = ${column}
     AND y.grantee = x.grantee AND y.privilege_type = x.privilege_type)`

/** Of a view, by its options: whether it is WITH (security_invoker). */
const runsAsCaller = (view: string) =>
  `coalesce(${view}.reloptions::text ~* 'security_invoker=(t|tr|tru|true|y|ye|yes|on|1)[,}]', false)`

const commonTables = `
database AS MATERIALIZED (SELECT d.* FROM pg_database d WHERE d.datname = current_database()),
platform AS MATERIALIZED (
  -- Who the platform is: superusers, and those who own what only a superuser can make; never the owner, the role, or a
  -- role that the owner is a member of, as it is of every credential.
  SELECT r.oid FROM pg_roles r
   WHERE (r.rolsuper OR r.oid IN (SELECT evtowner FROM pg_event_trigger UNION SELECT extowner FROM pg_extension)
      OR EXISTS (SELECT FROM pg_roles s WHERE s.rolsuper AND s.oid <> r.oid AND pg_has_role(r.oid, s.oid, 'MEMBER')))
     AND r.oid <> (SELECT datdba FROM database) AND r.oid <> (SELECT oid FROM role)
     AND NOT (NOT r.rolsuper AND pg_has_role((SELECT datdba FROM database), r.oid, 'MEMBER'))),
member_of AS (
  SELECT m.roleid, m.roleid AS first FROM pg_auth_members m WHERE m.member = (SELECT oid FROM role)
  UNION SELECT m.roleid, member_of.first FROM member_of JOIN pg_auth_members m ON m.member = member_of.roleid),
concerned AS MATERIALIZED (SELECT 0::oid AS oid UNION SELECT oid FROM role UNION SELECT roleid FROM member_of),
privilege AS MATERIALIZED (
  SELECT DISTINCT letter, x.privilege_type AS name
    FROM unnest('{r,s,d,n,f,F,S,t}'::"char"[]) letter, aclexplode(acldefault(letter, 10)) x),
extension_member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'),
relation AS MATERIALIZED (
  SELECT c.oid, n.nspname, format('%I.%I', n.nspname, c.relname) AS name, c.relkind, c.relowner, c.reloptions,
         c.relrowsecurity, c.relispartition, c.relkind = 'S' AS sequence,
         coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl, e.objid IS NOT NULL AS extension
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN extension_member e ON e.classid = 'pg_class'::regclass AND e.objid = c.oid
   WHERE c.relkind IN ('r','p','v','m','f','S') AND NOT ${isSystem('n.nspname')} AND NOT ${isTemporary('n.nspname')}),
granted_column AS MATERIALIZED (SELECT attrelid, attname, attnum, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND NOT attisdropped),
system_relation AS MATERIALIZED (
  SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.relacl, e.objid IS NOT NULL AS extension
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN extension_member e ON e.classid = 'pg_class'::regclass AND e.objid = c.oid
   WHERE c.relkind IN ('r','p','v','m','f','S','t')
     AND (c.relnamespace IN (SELECT oid FROM pg_namespace s WHERE ${isSystem('s.nspname')})
           AND (c.relacl IS NOT NULL OR c.relnamespace <> 'pg_toast'::regnamespace)
       OR c.oid IN (SELECT objid FROM extension_member WHERE classid = 'pg_class'::regclass))),
shared_acl AS MATERIALIZED (
  SELECT sequence, relowner, acl, min(oid) AS example, row_number() OVER () - 1 AS position
    FROM relation GROUP BY sequence, relowner, acl),
effective AS MATERIALIZED (
  SELECT a.position, p.name AS privilege,
         CASE WHEN a.sequence THEN has_sequence_privilege(role.oid, a.example, p.name)
              ELSE has_table_privilege(role.oid, a.example, p.name) END AS held
    FROM shared_acl a, role, privilege p WHERE p.letter = CASE WHEN a.sequence THEN 's' ELSE 'r' END),
unreadable AS MATERIALIZED (
  SELECT c.oid, format('%I.%I', c.nspname, c.relname) AS name FROM system_relation c, role
   WHERE NOT c.extension AND c.relkind IN ('r','v') AND NOT has_any_column_privilege(role.oid, c.oid, 'SELECT')),
view_reference AS MATERIALIZED (
  SELECT v.oid AS view, t.oid AS relation, t.name,
         -- pg_depend knows the columns, but for those of a row that is used as a whole.
         CASE WHEN ${runsAsCaller('v')} AND NOT EXISTS (
             SELECT FROM pg_rewrite r WHERE r.ev_class = v.oid AND r.ev_type = '1' AND r.ev_action::text LIKE '%:varattno 0 %')
           THEN array_remove(array_agg(DISTINCT quote_ident(a.attname)), NULL) END AS columns
    FROM relation v JOIN pg_rewrite w ON w.ev_class = v.oid AND w.ev_type = '1'
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
    JOIN relation t ON t.oid = d.refobjid AND t.oid <> v.oid AND t.relkind <> 'S'
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
   WHERE v.relkind IN ('v','m') AND NOT v.extension
   GROUP BY v.oid, v.reloptions, t.oid, t.name
  UNION
  -- On the system's own relations pg_depend records nothing: they are pinned.
  SELECT v.oid, t.oid, t.name, NULL
    FROM relation v JOIN pg_rewrite w ON w.ev_class = v.oid AND w.ev_type = '1'
    JOIN unreadable t ON w.ev_action::text LIKE '%:relid ' || t.oid || ' %'
   WHERE v.relkind IN ('v','m') AND NOT v.extension),
writable_view AS (
  SELECT r.oid FROM relation r JOIN shared_acl a USING (sequence, relowner, acl) JOIN effective e USING (position)
   WHERE r.relkind = 'v' AND NOT r.extension AND e.held AND e.privilege IN ('INSERT','UPDATE','DELETE')
  UNION SELECT r.oid FROM granted_column t, aclexplode(t.attacl) x, relation r
   WHERE r.oid = t.attrelid AND r.relkind = 'v' AND NOT r.extension AND x.grantee IN (SELECT oid FROM concerned)
  -- Of one that runs as its caller it is asked before anything is granted: what is under it has to be granted with it.
  UNION SELECT r.oid FROM relation r WHERE r.relkind = 'v' AND NOT r.extension AND ${runsAsCaller('r')}
  UNION SELECT v.relation FROM writable_view w JOIN view_reference v ON v.view = w.oid JOIN relation r ON r.oid = v.relation
   WHERE r.relkind = 'v')`

/** Sections of one value each; the others are lists. */
const single = {
  database: `SELECT json_build_object('name', quote_ident(datname), 'owner', quote_ident(pg_get_userbyid(datdba)), 'manageable', true,
      'effective', ${effective('d', (p) => `has_database_privilege((SELECT oid FROM role), d.oid, ${p})`)},
      'entries', ${entries("coalesce(d.datacl, acldefault('d', d.datdba))")}) FROM database d`,
  role: `SELECT json_build_object('name', quote_ident(rolname), 'connectionLimit', rolconnlimit, 'validUntil', rolvaliduntil,
      'expiresWithin30Days', rolvaliduntil < now() + interval '30 days',
      'attributes', (SELECT json_agg(a.name) FROM (VALUES ('LOGIN', rolcanlogin), ('INHERIT', rolinherit), ('SUPERUSER', rolsuper),
        ('CREATEDB', rolcreatedb), ('CREATEROLE', rolcreaterole), ('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls)) a(name, held)
        WHERE a.held)) FROM role`,
  vanished: `SELECT bool_or(held IS NULL) FROM effective`,
  largeObjectsUnprotected: `SELECT current_setting('lo_compat_privileges')::boolean`,
}

const aboutTheRole = (serverVersionNum: number) => ({
  roles: `SELECT json_agg(quote_ident(rolname)) FROM pg_roles`,
  platformRoles: `SELECT json_agg(quote_ident(pg_get_userbyid(oid))) FROM platform`,
  otherDatabases: `SELECT json_agg(json_build_object('name', quote_ident(datname), 'owner', quote_ident(pg_get_userbyid(datdba)),
      'manageable', ${manageable('datdba')}, 'effective', '[]'::json, 'entries', ${entries('datacl')}))
    FROM pg_database WHERE datname <> current_database()
     AND EXISTS (SELECT FROM aclexplode(datacl) x WHERE x.grantee = (SELECT oid FROM role))`,
  memberships: `SELECT json_agg(json_build_object('role', quote_ident(pg_get_userbyid(roleid)), 'through', quote_ident(pg_get_userbyid(first)),
      'inherits', pg_has_role((SELECT oid FROM role), roleid, 'USAGE'),
      'sets', ${serverVersionNum < 160000 ? 'true' : "pg_has_role((SELECT oid FROM role), roleid, 'SET')"},
      'admin', pg_has_role((SELECT oid FROM role), roleid, 'USAGE WITH ADMIN OPTION'),
      'grantors', (SELECT json_agg(quote_ident(pg_get_userbyid(m.grantor))) FROM pg_auth_members m
                    WHERE m.roleid = member_of.roleid AND m.member = (SELECT oid FROM role)),
      'administrable', CASE WHEN roleid = (SELECT datdba FROM database)
        -- Before 15 a role may revoke membership in itself in a session of its own (release notes of 15).
        THEN current_setting('server_version_num')::int < 150000
        ELSE pg_has_role((SELECT datdba FROM database), roleid, 'USAGE WITH ADMIN OPTION') END)) FROM member_of`,
  settings: `SELECT json_agg(json_build_object('name', split_part(c, '=', 1), 'value', substr(c, strpos(c, '=') + 1),
      'ofRole', s.setrole <> 0, 'inDatabase', s.setdatabase <> 0))
    FROM pg_db_role_setting s, unnest(s.setconfig) c
   WHERE s.setrole IN (0, (SELECT oid FROM role)) AND s.setdatabase IN (0, (SELECT oid FROM database))`,
  owned: `SELECT json_agg(o) FROM (SELECT i.type, coalesce(i.identity, 'an object of database ' || quote_ident(d.datname)) AS name
    FROM pg_shdepend s
    LEFT JOIN pg_database d ON d.oid = s.dbid
    LEFT JOIN LATERAL pg_identify_object(s.classid, s.objid, s.objsubid) i ON s.dbid IN (0, (SELECT oid FROM database))
   WHERE s.deptype = 'o' AND s.refclassid = 'pg_authid'::regclass AND s.refobjid = (SELECT oid FROM role)
     AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass, 'pg_largeobject'::regclass)
     AND coalesce(i.schema, '') !~ '^pg_(toast_)?temp' LIMIT 1000) o`,
})

const aboutRelations = {
  acls: `SELECT json_agg(json_build_object('owner', quote_ident(pg_get_userbyid(a.relowner)), 'manageable', ${manageable('a.relowner')},
      'effective', (SELECT coalesce(json_agg(e.privilege), '[]') FROM effective e WHERE e.position = a.position AND e.held),
      'grantableByDatabaseOwner', CASE WHEN NOT ${manageable('a.relowner')} THEN (
         SELECT json_agg(e.privilege) FROM effective e WHERE e.position = a.position AND CASE WHEN a.sequence
           THEN has_sequence_privilege((SELECT datdba FROM database), a.example, e.privilege || ' WITH GRANT OPTION')
           ELSE has_table_privilege((SELECT datdba FROM database), a.example, e.privilege || ' WITH GRANT OPTION') END) END,
      'entries', ${entries('a.acl')}) ORDER BY a.position) FROM shared_acl a`,
  relations: `SELECT json_agg(json_build_array(quote_ident(r.nspname), r.name, r.relkind, a.position, r.extension, r.relrowsecurity,
      i.parents, o.name, o.deptype = 'i', r.relispartition, r.oid::int8) ORDER BY r.oid)
    FROM relation r JOIN shared_acl a USING (sequence, relowner, acl)
    LEFT JOIN (SELECT inhrelid, json_agg(p.name) AS parents FROM pg_inherits JOIN relation p ON p.oid = inhparent GROUP BY inhrelid) i
      ON i.inhrelid = r.oid
    LEFT JOIN (SELECT s.objid, s.deptype, t.name FROM sequence_owner s JOIN relation t ON t.oid = s.refobjid) o ON o.objid = r.oid AND r.sequence`,
  columns: `SELECT json_agg(json_build_object('relation', r.name, 'column', quote_ident(t.attname), 'owner', quote_ident(pg_get_userbyid(r.relowner)),
      'manageable', ${manageable('r.relowner')}, 'entries', ${entries('t.attacl')}))
    FROM granted_column t JOIN relation r ON r.oid = t.attrelid
   WHERE NOT r.extension
     AND EXISTS (SELECT FROM aclexplode(t.attacl) x WHERE x.grantee IN (SELECT oid FROM concerned))`,
  rowPolicies: `SELECT json_agg(json_build_object('relation', r.name, 'name', quote_ident(p.polname), 'command', p.polcmd,
      'permissive', p.polpermissive, 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.oid)
    FROM pg_policy p JOIN relation r ON r.oid = p.polrelid AND r.relrowsecurity
   WHERE EXISTS (SELECT FROM unnest(p.polroles) o WHERE o = 0 OR pg_has_role((SELECT oid FROM role), o, 'USAGE'))`,
}

const aboutBypasses = {
  foreignKeys: `SELECT json_agg(json_build_object('name', quote_ident(k.conname), 'child', c.name, 'parent', p.name,
      'onDelete', k.confdeltype, 'onUpdate', k.confupdtype))
    FROM pg_constraint k JOIN relation c ON c.oid = k.conrelid JOIN relation p ON p.oid = k.confrelid
   WHERE k.contype = 'f' AND (k.confdeltype IN ('c','n','d') OR k.confupdtype IN ('c','n','d'))`,
  views: `SELECT json_agg(json_build_object('name', v.name, 'references', v.relations, 'owner', quote_ident(pg_get_userbyid(v.relowner)),
      'securityInvoker', ${runsAsCaller('v')},
      'updates', CASE WHEN w.oid IS NOT NULL THEN pg_relation_is_updatable(v.oid, false) END,
      'target', CASE WHEN w.oid IS NOT NULL THEN substring(pg_get_viewdef(v.oid, true)
        from '(?n)^ {3}FROM (?:ONLY )?((?:"(?:[^"]|"")+"|[^".[:space:]]+)[.](?:"(?:[^"]|"")+"|[^",;()[:space:]]+))') END))
    FROM (SELECT r.oid, r.name, r.relowner, r.reloptions, json_agg(json_build_object('name', f.name, 'ownerMay', (
            SELECT json_agg(p) FROM unnest('{SELECT,INSERT,UPDATE}'::text[]) p WHERE has_any_column_privilege(r.relowner, f.relation, p)),
            'ownerMayDelete', has_table_privilege(r.relowner, f.relation, 'DELETE'), 'columns', f.columns)) AS relations
       FROM relation r JOIN view_reference f ON f.view = r.oid GROUP BY r.oid, r.name, r.relowner, r.reloptions) v
    LEFT JOIN writable_view w ON w.oid = v.oid`,
  rules: `SELECT json_agg(json_build_object('name', quote_ident(w.rulename), 'relation', r.name, 'event', w.ev_type, 'instead', w.is_instead,
      'definition', pg_get_ruledef(w.oid), 'references', (SELECT json_agg(DISTINCT t.name) FROM pg_depend d JOIN relation t ON t.oid = d.refobjid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass)))
    FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.ev_type <> '1' AND w.ev_enabled <> 'D' AND NOT r.extension`,
}

const otherObjects = (kind: string, catalog: string, prefix: string, letter: string, has: string) => `
  SELECT '${kind}' AS class, quote_ident(o.${prefix}name) AS name, quote_ident(pg_get_userbyid(o.${prefix}owner)) AS owner,
         ${manageable(`o.${prefix}owner`)} AS manageable,
         ${effective(letter, (p) => `${has}((SELECT oid FROM role), o.oid, ${p})`)} AS effective,
         ${entries(`coalesce(o.${prefix}acl, acldefault('${letter}', o.${prefix}owner))`)} AS entries FROM ${catalog} o`

const aboutOtherObjects = (serverVersionNum: number) => ({
  schemas: `SELECT json_agg(json_build_object('name', quote_ident(n.nspname), 'owner', quote_ident(pg_get_userbyid(n.nspowner)),
      'manageable', ${manageable('n.nspowner')}, 'system', ${isSystem('n.nspname')},
      'enteredByOwner', has_schema_privilege((SELECT datdba FROM database), n.oid, 'USAGE'),
      'foreignContents', CASE WHEN n.nspowner IN (SELECT oid FROM platform) THEN (SELECT json_agg(DISTINCT quote_ident(pg_get_userbyid(o.owner))) FROM (
          SELECT relowner AS owner FROM relation r WHERE r.nspname = n.nspname AND NOT r.extension
          UNION ALL SELECT proowner FROM func f WHERE f.nspname = n.nspname AND NOT f.extension) o WHERE o.owner NOT IN (SELECT oid FROM platform)) END,
      'extension', EXISTS (SELECT FROM extension_member e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)
                OR EXISTS (SELECT FROM pg_extension x WHERE x.extnamespace = n.oid) AND NOT EXISTS (SELECT FROM relation r WHERE r.nspname = n.nspname AND NOT r.extension),
      'effective', ${effective('n', (p) => `has_schema_privilege((SELECT oid FROM role), n.oid, ${p})`)},
      'grantableByDatabaseOwner', ${effective('n', (p) => `has_schema_privilege((SELECT datdba FROM database), n.oid, ${p} || ' WITH GRANT OPTION')`)},
      'entries', ${entries("coalesce(n.nspacl, acldefault('n', n.nspowner))")}))
    FROM pg_namespace n WHERE NOT ${isTemporary('n.nspname')}`,
  // What initdb and extensions made is not under the policy: only what was granted on it afterwards counts. initdb
  // loads information_schema after it has filled pg_init_privs.
  systemRelations: `SELECT json_agg(json_build_object('name', format('%I.%I', c.nspname, c.relname), 'column', quote_ident(o.attname),
      'class', 'TABLE', 'manageable', ${manageable('c.relowner')}, 'owner', quote_ident(pg_get_userbyid(c.relowner)), 'privilege', x.privilege_type,
      'grantee', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END, 'grantor', quote_ident(pg_get_userbyid(x.grantor))))
    FROM system_relation c
    JOIN (SELECT oid, relacl AS acl, 0 AS attnum, NULL AS attname FROM system_relation
          UNION ALL SELECT attrelid, attacl, attnum, attname FROM granted_column) o USING (oid),
    aclexplode(o.acl) x
   WHERE x.grantee IN (SELECT oid FROM concerned)
     AND NOT (c.nspname = 'information_schema' AND x.grantee = 0 AND x.privilege_type = 'SELECT')
     AND (NOT ${isInitial('pg_class', 'c.oid', 'o.attnum')}
       OR c.extension AND x.grantee = 0 AND x.privilege_type NOT IN ('SELECT', 'USAGE'))`,
  systemFunctions: `SELECT json_agg(json_build_object('class', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
      -- What is in search_path is written without its schema.
      'name', CASE p.pronamespace WHEN 'pg_catalog'::regnamespace THEN 'pg_catalog.' ELSE '' END || p.oid::regprocedure,
      'manageable', ${manageable('p.proowner')}, 'owner', quote_ident(pg_get_userbyid(p.proowner)), 'privilege', x.privilege_type,
      'grantee', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END, 'grantor', quote_ident(pg_get_userbyid(x.grantor))))
    FROM pg_init_privs s JOIN pg_proc p ON s.classoid = 'pg_proc'::regclass AND p.oid = s.objoid,
    aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
   WHERE x.grantee IN (SELECT oid FROM concerned) AND NOT ${isInitial('pg_proc', 'p.oid', '0')}`,
  defaultPrivileges: `SELECT json_agg(json_build_object('creator', quote_ident(pg_get_userbyid(d.defaclrole)), 'manageable', ${manageable('d.defaclrole')},
      'reachable', d.defaclobjtype = 'n' OR EXISTS (SELECT FROM pg_namespace s WHERE d.defaclnamespace IN (0, s.oid) AND NOT ${isSystem('s.nspname')}
        AND NOT ${isTemporary('s.nspname')} AND has_schema_privilege((SELECT oid FROM role), s.oid, 'USAGE') AND has_schema_privilege(d.defaclrole, s.oid, 'CREATE')),
      'schema', quote_ident(n.nspname), 'objects', d.defaclobjtype, 'privilege', x.privilege_type, 'grantable', x.is_grantable,
      'grantee', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END))
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) x
   WHERE x.grantee IN (SELECT oid FROM concerned) AND x.grantee <> d.defaclrole
     AND NOT (d.defaclnamespace = 0 AND EXISTS (SELECT FROM
       aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)) y
       WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type))`,
  largeObjects: `SELECT json_agg(l) FROM (SELECT json_build_object('name', l.oid::text, 'owner', quote_ident(pg_get_userbyid(l.lomowner)),
      'manageable', ${manageable('l.lomowner')}, 'effective', '[]'::json, 'entries', ${entries("coalesce(l.lomacl, acldefault('L', l.lomowner))")}) AS l
    FROM pg_largeobject_metadata l
   WHERE l.lomowner = (SELECT oid FROM role) OR EXISTS (SELECT FROM aclexplode(l.lomacl) x WHERE x.grantee IN (SELECT oid FROM concerned)) LIMIT 1000) l`,
  parameters:
    serverVersionNum < 150000
      ? 'SELECT NULL::json'
      : `SELECT json_agg(json_build_object('name', p.parname, 'owner', 'the superuser', 'manageable', false, 'effective', '[]'::json, 'entries', ${entries('p.paracl')}))
    FROM pg_parameter_acl p WHERE EXISTS (SELECT FROM aclexplode(p.paracl) x WHERE x.grantee IN (SELECT oid FROM concerned))`,
  otherObjects: `SELECT json_agg(o) FROM (
    ${otherObjects('FOREIGN DATA WRAPPER', 'pg_foreign_data_wrapper', 'fdw', 'F', 'has_foreign_data_wrapper_privilege')}
    UNION ALL ${otherObjects('FOREIGN SERVER', 'pg_foreign_server', 'srv', 'S', 'has_server_privilege')}
    UNION ALL ${otherObjects('TABLESPACE', 'pg_tablespace', 'spc', 't', 'has_tablespace_privilege')}
  ) o WHERE json_array_length(o.effective) > 0`,
  userMappings: `SELECT json_agg(json_build_object('server', quote_ident(m.srvname), 'user', CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END))
    FROM pg_user_mappings m WHERE m.umuser IN (0, (SELECT oid FROM role))`,
})
