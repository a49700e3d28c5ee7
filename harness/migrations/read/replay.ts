import { owner } from '../this-database.ts'
import { type Ast, constant, items, kindOf, name, names, node, option, word } from './ast.ts'
import { quoted } from './names.ts'
import {
  alterFunction,
  alterOwner,
  alterRelation,
  alterSequence,
  drop,
  rename,
  setSchema,
} from './replay/alter.ts'
import { replayBlock } from './replay/blocks.ts'
import { createIndex } from './replay/columns.ts'
import {
  createAs,
  createRule,
  createSchema,
  createSequence,
  createTable,
  createTrigger,
  createView,
  setPolicy,
} from './replay/create.ts'
import { alterDomain, createType } from './replay/domains.ts'
import { usesIn } from './replay/expressions.ts'
import { createFunction } from './replay/functions.ts'
import { defaultPrivileges, dropOwned, grant, grantRole, reassignOwned } from './replay/grants.ts'
import type { Session } from './session.ts'

/** Statements that bear neither on what there is to grant on nor on who holds what. */
const inert = new Set([
  'CommentStmt',
  'AlterEnumStmt',
  'CreateExtensionStmt',
  'AlterExtensionStmt',
  'VacuumStmt',
  'TruncateStmt',
  'LockStmt',
  'NotifyStmt',
  'ListenStmt',
  'UnlistenStmt',
  'CheckPointStmt',
  'ReindexStmt',
  'ClusterStmt',
  'VariableShowStmt',
  'CreateStatsStmt',
  'AlterStatsStmt',
  'CopyStmt',
  'RefreshMatViewStmt',
  'CreateCastStmt',
  'CreateOpClassStmt',
  'CreateOpFamilyStmt',
  'AlterOpFamilyStmt',
  'AlterOperatorStmt',
  'AlterTypeStmt',
  'CreateConversionStmt',
  'ConstraintsSetStmt',
  'PrepareStmt',
  'DeallocateStmt',
  'DiscardStmt',
  'CreatePublicationStmt',
  'AlterPublicationStmt',
  'AlterTSDictionaryStmt',
  'AlterTSConfigurationStmt',
  'SecLabelStmt',
  'AlterCollationStmt',
  'AlterDatabaseStmt',
  'DeclareCursorStmt',
  'AlterObjectDependsStmt',
  'CreateTransformStmt',
  'ExplainStmt',
  'FetchStmt',
  'ClosePortalStmt',
  'LoadStmt',
  'CreateTableSpaceStmt',
  'CreateFdwStmt',
  'CreateForeignServerStmt',
  'CreatePLangStmt',
  'CreateAmStmt',
  'AlterDatabaseRefreshCollStmt',
])

/** Replays one statement of the grammar onto the catalogue; `text` is the statement as it stands. */
export async function replay(session: Session, statement: unknown, text: string): Promise<void> {
  const [kind, fields] = kindOf(statement)
  session.text = text
  if (inert.has(kind)) return
  const act = acts[kind]
  if (act) return act(session, fields, text)
  session.cannot(`is a statement of a kind that is not read (${kind.replace(/Stmt$/, '')})`)
}

type Act = (session: Session, fields: Ast, text: string) => Promise<void> | void

const acts: Readonly<Record<string, Act>> = {
  CreateStmt: (session, fields) => createTable(session, fields),
  CreateForeignTableStmt: (session, fields) => createTable(session, (fields['base'] ?? {}) as Ast, 'f'),
  CreateTableAsStmt: createAs,
  ViewStmt: createView,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateSchemaStmt: schema,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreatePolicyStmt: setPolicy,
  AlterPolicyStmt: setPolicy,
  CreateDomainStmt: (session, fields) => createType(session, fields['domainname'], fields['constraints']),
  CompositeTypeStmt: (session, { typevar }) =>
    createType(
      session,
      [typevar].map((one) => ({ String: { sval: word((one as Ast)['relname']) } })),
    ),
  AlterDomainStmt: alterDomain,
  IndexStmt: createIndex,
  CreateRangeStmt: (session, fields) => createType(session, fields['typeName']),
  CreateEnumStmt: (session, fields) => createType(session, fields['typeName']),
  DefineStmt: define,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  AlterTableStmt: alterRelation,
  AlterOwnerStmt: alterOwner,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  DropStmt: drop,
  DropOwnedStmt: dropOwned,
  ReassignOwnedStmt: reassignOwned,
  GrantStmt: grant,
  GrantRoleStmt: grantRole,
  AlterDefaultPrivilegesStmt: defaultPrivileges,
  CreateRoleStmt: ofRole,
  AlterRoleStmt: ofRole,
  AlterRoleSetStmt: (session, fields) => {
    const role = fields['role'] as Ast | undefined
    if (role && session.roleOf(role) === session.role) session.cannot(`sets something for ${session.role}`)
  },
  AlterDatabaseSetStmt: (session, fields) => {
    const setting = word((fields['setstmt'] as Ast | undefined)?.['name'])
    if (/^(search_path|role|row_security)$/.test(setting)) session.cannot(`sets ${setting} for the database`)
  },
  DropRoleStmt: dropRole,
  VariableSetStmt: setVariable,
  TransactionStmt: transaction,
  DoStmt: (session, fields, text) =>
    replayBlock(session, fields, text, (one, of) => replay(session, one, of)),
  SelectStmt: select,
  InsertStmt: calls,
  UpdateStmt: calls,
  DeleteStmt: calls,
  MergeStmt: calls,
  CallStmt: calls,
  CreateEventTrigStmt: (session) =>
    session.cannot('makes an event trigger, which acts on every statement after it'),
}

async function schema(session: Session, fields: Ast): Promise<void> {
  const { schema: called, elements } = createSchema(session, fields)
  const before = session.path
  session.path = [called, ...before]
  for (const one of elements) await replay(session, one, session.text)
  session.path = before
}

function define(session: Session, fields: Ast): void {
  if (fields['kind'] === 'OBJECT_TYPE') createType(session, fields['defnames'])
}

function ofRole(session: Session, fields: Ast): void {
  const called = word(fields['role']) || (fields['role'] ? session.roleOf(fields['role'] as Ast) : '')
  const password = option(fields['options'], 'password')
  if (password?.['arg'] !== undefined) session.notice('password-statement', quoted(called))
  else if (quoted(called) === session.role && !session.guarded)
    session.notice('password-statement', quoted(called))
}

function dropRole(session: Session, fields: Ast): void {
  const roles = items(fields['roles']).map((one) => session.roleOf(node(one, 'RoleSpec')))
  if (roles.includes(session.role))
    session.cannot(`drops ${session.role}: of what comes after it nothing can be told`)
}

function setVariable(session: Session, fields: Ast): void {
  const reset = fields['kind'] !== 'VAR_SET_VALUE'
  const values = items(fields['args']).map((one) => constant(one) ?? name(one))
  if (fields['name'] === 'search_path') setPath(session, reset ? ['public'] : values)
  if (fields['name'] === 'role' || fields['name'] === 'session_authorization')
    session.user = reset || values[0] === 'none' ? owner : quoted(values[0] ?? '')
}

function setPath(session: Session, values: readonly string[]): void {
  session.path = values.filter((one) => one !== '$user' && one !== '')
}

function transaction(session: Session, fields: Ast): void {
  if (word(fields['kind']).startsWith('TRANS_STMT_ROLLBACK')) session.cannot('rolls back what came before it')
}

/** SELECT … INTO makes a table; set_config() sets what SET does; a function of the migrations' own runs. */
function select(session: Session, fields: Ast): void {
  if (fields['intoClause'])
    return createAs(session, { into: fields['intoClause'], query: { SelectStmt: fields } })
  for (const one of items(fields['targetList'])) {
    const call = node(node(one, 'ResTarget')['val'], 'FuncCall')
    if (names(call['funcname']).at(-1) !== 'set_config') continue
    const [setting, value] = items(call['args']).map((argument) => constant(argument))
    if (setting === 'search_path')
      setPath(
        session,
        (value ?? '').split(',').map((part) => part.trim().replaceAll('"', '')),
      )
  }
  calls(session, fields)
}

function calls(session: Session, fields: Ast): void {
  const { functions, foreign } = usesIn(session, fields)
  for (const fn of functions) {
    const [why] = fn.body?.unread ?? []
    if (why !== undefined) session.cannot(`calls ${fn.signature}, of which not all can be told: ${why}`)
  }
  for (const called of foreign) session.cannot(`calls ${called}(), which no migration before it creates`)
}
