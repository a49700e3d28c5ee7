import { parsedBody } from '../../../privileges/snapshot/function-body.ts'
import { type Ast, isOn, items, name, names, node, option, word } from '../ast.ts'
import { FunctionEntry } from '../catalogue.ts'
import type { Session } from '../session.ts'
import { fieldsOf, typeWritten } from './types.ts'

/** The types of a list of TypeName nodes, as a signature has them. */
function argumentsOf(session: Session, types: readonly unknown[]): string[] {
  return types.map((type) => typeWritten(session, fieldsOf(type)))
}

function matching(fn: FunctionEntry, argumentTypes: readonly string[]): boolean {
  return (
    fn.argumentTypes.length === argumentTypes.length &&
    fn.argumentTypes.every((type, at) => type === argumentTypes[at])
  )
}

const input = new Set(['FUNC_PARAM_IN', 'FUNC_PARAM_INOUT', 'FUNC_PARAM_VARIADIC', 'FUNC_PARAM_DEFAULT'])

/** CREATE [OR REPLACE] FUNCTION or PROCEDURE; `text` is the statement as it stands. */
export async function createFunction(session: Session, statement: Ast, text: string): Promise<void> {
  const parts = names(statement['funcname'])
  const schema = parts.length > 1 ? (parts[0] ?? '') : (session.path[0] ?? 'public')
  const parameters = items(statement['parameters'])
    .map((one) => node(one, 'FunctionParameter'))
    .filter(({ mode }) => input.has(word(mode)))
  const argumentTypes = parameters.map((one) => typeWritten(session, fieldsOf(one['argType'])))
  const called = parts.at(-1) ?? ''
  const known = session.catalogue.functionsNamed(schema, called).find((fn) => matching(fn, argumentTypes))
  const fn = known ?? new FunctionEntry({ schema, name: called, argumentTypes, owner: session.user })
  const returned = names(fieldsOf(statement['returnType'])['names']).at(-1)
  fn.procedure = statement['is_procedure'] === true
  fn.trigger = returned === 'trigger' || returned === 'event_trigger'
  const variadic = parameters.some(({ mode }) => mode === 'FUNC_PARAM_VARIADIC')
  fn.fewestArguments = parameters.filter(({ defexpr }) => defexpr === undefined).length
  fn.mostArguments = variadic ? undefined : parameters.length
  setOptions(fn, statement['options'], session.path)
  fn.text = text
  fn.body = /^(plpgsql|sql)$/.test(fn.language)
    ? await parsedBody(text)
    : {
        relations: [],
        calls: [],
        types: [],
        operators: [],
        atomic: false,
        unread: /^(c|internal)$/.test(fn.language) ? [] : [`it is written in ${fn.language}`],
      }
  if (!known) {
    fn.grants = session.catalogue.initialGrants('f', schema, session.user)
    session.catalogue.addFunction(fn)
  }
  session.touch(fn, known ? 'change' : 'create')
}

/** SECURITY, LANGUAGE and SET search_path, FROM CURRENT too: the session's. */
export function setOptions(fn: FunctionEntry, options: unknown, path: readonly string[]): void {
  const language = option(options, 'language')
  if (language) fn.language = name(language['arg']).toLowerCase()
  const security = option(options, 'security')
  if (security) fn.definer = isOn(security)
  const set = items(options)
    .map((one) => node(node(one, 'DefElem')['arg'], 'VariableSetStmt'))
    .findLast((one) => one['name'] === 'search_path' || one['kind'] === 'VAR_RESET_ALL')
  if (!set) return
  const named = items(set['args']).map((one) =>
    word((node(one, 'A_Const')['sval'] as Ast | undefined)?.['sval']),
  )
  const own = set['kind'] === 'VAR_SET_CURRENT' ? path : named
  // RESET, RESET ALL and SET … TO DEFAULT name none.
  fn.searchPath = own.length === 0 ? undefined : own.join(', ')
}

/** The functions that a node names by name and, where it says so, by its arguments. None is said, but where `missingOk`. */
export function functionsMeant(
  session: Session,
  object: unknown,
  { missingOk = false } = {},
): readonly FunctionEntry[] {
  const { objname, objargs, args_unspecified: unspecified } = node(object, 'ObjectWithArgs')
  const found = session.functionsNamed(objname)
  const meant =
    unspecified === true ? found : found.filter((fn) => matching(fn, argumentsOf(session, items(objargs))))
  if (
    meant.length === 0 &&
    !missingOk &&
    !session.isForeign(names(objname).at(-2), names(objname).at(-1) ?? '')
  )
    session.cannot(`names the function ${names(objname).join('.')}, which no migration before it creates`)
  return meant
}
