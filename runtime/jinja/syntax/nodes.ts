import type { Place } from '../errors.ts'
import type { ArithmeticOperator } from '../protocol.ts'

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly (readonly [string, Expression])[]
  /** `*rest` */
  readonly rest: Expression | null
  /** `**rest` */
  readonly namedRest: Expression | null
}

/** A filter or test with its arguments, without what it is applied to. */
export interface NamedCall {
  readonly name: string
  readonly args: Arguments
}

export type Expression =
  | { readonly type: 'literal'; readonly value: unknown }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly target: Expression; readonly name: string }
  | { readonly type: 'element'; readonly target: Expression; readonly key: Expression }
  | SliceExpression
  | { readonly type: 'call'; readonly callee: Expression; readonly args: Arguments }
  | { readonly type: 'filter'; readonly target: Expression; readonly call: NamedCall }
  | { readonly type: 'test'; readonly target: Expression; readonly call: NamedCall }
  | { readonly type: 'not' | 'negative' | 'positive'; readonly operand: Expression }
  | {
      readonly type: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly type: 'concat'; readonly parts: readonly Expression[] }
  | ComparisonExpression
  | { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | ConditionalExpression

export interface SliceExpression {
  readonly type: 'slice'
  readonly target: Expression
  readonly start: Expression | null
  readonly stop: Expression | null
  readonly step: Expression | null
}

export interface ComparisonExpression {
  readonly type: 'comparison'
  readonly first: Expression
  readonly rest: readonly (readonly [ComparisonOperator, Expression])[]
}

export interface ConditionalExpression {
  readonly type: 'conditional'
  readonly test: Expression
  readonly whenTrue: Expression
  readonly otherwise: Expression | null
  readonly line: number
}

/** What `for` and `set` assign to: a name, an attribute of a namespace, or several of them. */
export type Target =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'namespace'; readonly name: string; readonly attribute: string }
  | { readonly type: 'tuple'; readonly items: readonly Target[] }

export type Body = readonly Statement[]

export type Statement =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'output'; readonly expression: Expression; readonly place: Place }
  | { readonly type: 'do'; readonly expression: Expression; readonly place: Place }
  | { readonly type: 'if'; readonly branches: readonly IfBranch[]; readonly otherwise: Body }
  | ForStatement
  | { readonly type: 'set'; readonly target: Target; readonly value: Expression; readonly place: Place }
  | SetBlock
  | MacroStatement
  | CallBlock
  | { readonly type: 'filterBlock'; readonly filters: readonly NamedCall[]; readonly body: Body; readonly place: Place }
  | WithStatement
  | IncludeStatement
  | ImportStatement
  | FromImportStatement
  | { readonly type: 'extends'; readonly template: Expression; readonly place: Place }
  | BlockStatement

export interface IfBranch {
  readonly test: Expression
  readonly body: Body
  readonly place: Place
}

export interface ForStatement {
  readonly type: 'for'
  readonly target: Target
  readonly iterable: Expression
  readonly filter: Expression | null
  readonly body: Body
  readonly otherwise: Body
  readonly isRecursive: boolean
  readonly place: Place
}

export interface SetBlock {
  readonly type: 'setBlock'
  readonly target: Target
  readonly filters: readonly NamedCall[]
  readonly body: Body
  readonly place: Place
}

export interface Parameter {
  readonly name: string
  readonly defaultValue: Expression | null
}

/** What macros and call blocks share. */
export interface MacroBody {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: Body
  /** Names that the body reads: whether it takes `varargs`, `kwargs` and `caller`. */
  readonly reads: ReadonlySet<string>
}

export interface MacroStatement extends MacroBody {
  readonly type: 'macro'
}

export interface CallBlock {
  readonly type: 'callBlock'
  readonly call: Expression
  readonly caller: MacroBody
  readonly place: Place
}

export interface WithStatement {
  readonly type: 'with'
  readonly bindings: readonly (readonly [Target, Expression])[]
  readonly body: Body
  readonly place: Place
}

export interface IncludeStatement {
  readonly type: 'include'
  readonly template: Expression
  readonly ignoreMissing: boolean
  readonly withContext: boolean
  readonly place: Place
}

export interface ImportStatement {
  readonly type: 'import'
  readonly template: Expression
  readonly alias: string
  readonly withContext: boolean
  readonly place: Place
}

export interface FromImportStatement {
  readonly type: 'fromImport'
  readonly template: Expression
  readonly names: readonly (readonly [name: string, alias: string])[]
  readonly withContext: boolean
  readonly place: Place
}

export interface BlockStatement {
  readonly type: 'block'
  readonly name: string
  readonly body: Body
  readonly isScoped: boolean
  readonly isRequired: boolean
}

/** A parsed template. */
export interface Template {
  readonly body: Body
  readonly blocks: ReadonlyMap<string, BlockStatement>
}
