/**
 * Every code a privilege finding can have, with what goes wrong while it stays so and what mends it. A code is stable:
 * other people's scripts read it. Each has a page `docs/findings/<code>.md`.
 */
export const findingCodes = {
  'missing-privilege': {
    consequence: 'The first request that needs it fails with `permission denied` (SQLSTATE 42501).',
    help: 'Grant it',
  },
  'missing-schema-usage': {
    consequence:
      'Nothing in the schema can be named: queries fail as if its tables were not there (42P01 or 42501).',
    help: 'Grant USAGE on the schema',
  },
  'extra-privilege': {
    consequence: 'A fault in the app, or a stolen credential, can do here what the policy says it cannot.',
    help: 'Revoke it',
  },
  'public-privilege': {
    consequence:
      'The role holds it through PUBLIC, as every role does: revoking from the role alone changes nothing.',
    help: 'Revoke it from PUBLIC, after granting it to the roles that do need it',
  },
  'column-privilege': {
    consequence:
      'The column can be read or written although the table cannot, and no table-level listing shows it.',
    help: 'Revoke it on the column',
  },
  'grant-option': {
    consequence: 'The role can hand the privilege on to any other role.',
    help: 'Revoke the grant option and keep the privilege',
  },
  'sequence-privilege': {
    consequence:
      'Without USAGE an INSERT into a serial column fails; with more than it, the counter can be read or set back.',
    help: 'Bring the sequence to the policy',
  },
  membership: {
    consequence:
      'By a membership a role inherits the rights of the other, can SET ROLE to it or can hand the membership on: what is found says which.',
    help: 'Revoke the membership',
  },
  ownership: {
    consequence: 'An owner holds every right on its object, can drop it, and no REVOKE binds it.',
    help: 'Give the object back to the database owner, for which Heroku has `heroku pg:credentials:repair-default`',
  },
  'role-attribute': {
    consequence:
      'The attribute decides over the whole server, and no GRANT or REVOKE changes what it gives or takes.',
    help: 'Set the attribute back',
  },
  'role-setting': {
    consequence: 'Every new session of the app starts with it, which changes what its queries reach.',
    help: 'Reset the setting',
  },
  'schema-create': {
    consequence:
      'The role can create objects there, and ones that are found before those the app or the owner means.',
    help: 'Revoke CREATE on the schema',
  },
  'database-privilege': {
    consequence: 'Without CONNECT the app cannot start; TEMPORARY and CREATE let it make objects of its own.',
    help: 'Bring the database to the policy',
  },
  'security-definer-function': {
    consequence:
      'The function runs with the rights of its owner, so the role can do through it what it cannot itself.',
    help: 'Revoke EXECUTE, drop the trigger, or name the function in the policy once it has been read',
  },
  'function-privilege': {
    consequence:
      'Without EXECUTE whatever calls the function fails with `permission denied for function`; with it the role can call what the policy says it cannot.',
    help: 'Bring EXECUTE on the function to the policy',
  },
  'needed-privilege': {
    consequence:
      'The policy permits a statement and withholds what the statement needs besides: it fails whatever is granted.',
    help: 'Name in runbook.config.ts what is needed, or change what needs it',
  },
  'unread-function': {
    consequence:
      'A permitted statement runs the function as the role, and what that needs cannot be told: the statement may fail with every grant in place.',
    help: 'Declare what it reads and writes',
  },
  'platform-object-changed': {
    consequence:
      "What Heroku put into the database is not Heroku's any more: whoever owns it decides what runs in its place.",
    help: 'Give it back to the platform',
  },
  'owner-view-bypass': {
    consequence:
      'The view runs as its owner: the role reads or writes through it a relation it has no such right on.',
    help: 'Revoke the privilege on the view, or recreate the view WITH (security_invoker = true)',
  },
  'cascade-bypass': {
    consequence:
      "The foreign key's action runs as the owner of the table: rows the role may not touch change all the same.",
    help: 'Replace the action of the foreign key by NO ACTION or RESTRICT',
  },
  'inheritance-bypass': {
    consequence:
      'A statement on the parent reaches the rows of the child, and only the privileges of the parent are asked.',
    help: 'Detach the child, or name both in the policy alike',
  },
  'rule-bypass': {
    consequence:
      'The actions of a rule run as the owner of its relation: the role changes through it what it may not.',
    help: 'Drop the rule',
  },
  'default-privilege': {
    consequence:
      'A table created later, `schema_migrations` or a recreated audit table among them, starts with these rights.',
    help: 'Revoke the default privilege and grant in the migration that creates the table',
  },
  'row-level-security': {
    consequence:
      'The table looks emptier than it is to the app, or refuses its rows, and nothing says `permission denied` on reading.',
    help: 'Add a policy that lets the role through, or declare that rows are meant to be hidden',
  },
  'large-object': {
    consequence: 'The role can read, change or delete data that is in no table.',
    help: 'Revoke it on the large object',
  },
  'parameter-privilege': {
    consequence: 'The role can change a setting of the server that is reserved to superusers.',
    help: 'Revoke it on the parameter',
  },
  'other-object-privilege': {
    consequence: 'The role can reach another server, or store data outside the database, with it.',
    help: 'Revoke it, or drop the user mapping',
  },
  'foreign-owned-relation': {
    consequence:
      'The database owner can neither grant nor revoke here, and its GRANT … ON ALL TABLES fails as a whole.',
    help: 'Give the relation to the database owner, or have its owner bring the privileges to the policy',
  },
  'name-without-object': {
    consequence:
      'A rule about nothing always holds, and what it was meant for follows the default: an append-only table with a letter wrong is writable, and exactly the policy.',
    help: 'Write the name as the database has it',
  },
  'contradicting-names': {
    consequence: 'Which of the two rules holds would be an accident of the order in which they are written.',
    help: 'Name the object itself, or make one of the patterns more specific',
  },
  'unclassified-table': {
    consequence:
      'Nobody has decided what the role may do with it, so it may do nothing: what the app does there is refused.',
    help: 'Name it in the policy, or give it a name that a pattern there covers',
  },
  'no-relations': {
    consequence: 'Every rule of the policy holds, since there is nothing it could be broken on.',
    help: 'Look whether this is the right database, and whether its migrations have run',
  },
  'catalogue-and-behaviour-disagree': {
    consequence:
      'What Postgres lets the role do is not what its catalogue says: one of the two was not looked at rightly.',
    help: 'Check that the configured URL is of this role and this database, then look for a setting of the role',
  },
} as const satisfies Record<string, { consequence: string; help: string }>

/** A code of a privilege finding. */
export type FindingCode = keyof typeof findingCodes
