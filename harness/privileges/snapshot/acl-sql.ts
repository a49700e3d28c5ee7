/** The ACL entries that give the role something, or that the role has given to others. */
export const entries = (acl: string) => `(
  SELECT coalesce(json_agg(json_build_object('privilege', x.privilege_type, 'grantable', x.is_grantable,
      'grantee', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
      'grantor', quote_ident(pg_get_userbyid(x.grantor)))), '[]')
    FROM aclexplode(${acl}) x
   WHERE x.grantee IN (SELECT oid FROM concerned) OR x.grantor = (SELECT oid FROM role))`

/** The privileges of a class of object, by the letter acldefault() knows it by, that `holds` says the role has. */
export const effective = (letter: string, holds: (privilege: string) => string) => `(
  SELECT coalesce(json_agg(held.name), '[]') FROM privilege held WHERE CASE WHEN held.letter = '${letter}' THEN ${holds('held.name')} END)`

/** Whether the database's owner may act as the owner of an object, which is what GRANT and REVOKE ask. */
export const manageable = (owner: string) => `pg_has_role((SELECT datdba FROM database), ${owner}, 'USAGE')`

export const isSystem = (schema: string) => `${schema} IN ('pg_catalog', 'information_schema', 'pg_toast')`
export const isTemporary = (schema: string) => `${schema} ~ '^pg_(toast_)?temp_'`
