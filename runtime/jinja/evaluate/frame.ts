import type { Place } from '../errors.ts'
import type { Engine } from '../protocol.ts'
import type { BlockStatement, Body, Template } from '../syntax/nodes.ts'
import type { Output } from './output.ts'
import type { Scope } from './scope.ts'

/** One rendering: what all its templates, macros and includes share. */
export interface Run extends Engine {
  /** The tag that is being evaluated, for error messages. */
  place: Place | null
  /** Throws TemplateNotFoundError or TemplateLoaderMissing. */
  load(name: string): Template
  /** A variable that the template was given, or a global; undefined when there is none. */
  given(name: string): unknown
  global(name: string): unknown
  /** A value from outside, which the template must not change for others. */
  own(value: unknown): unknown
}

/** Where evaluation is: in which scope, writing where. */
export interface Frame {
  readonly run: Run
  readonly scope: Scope
  /** The template's outermost scope, which blocks see. */
  readonly top: Scope
  readonly output: Output
  readonly inheritance: Inheritance
  readonly execute: (body: Body, frame: Frame) => void
}

/** The blocks of a template and of those that it extends, the innermost child first. */
export interface Inheritance {
  readonly blocks: Map<string, BlockStatement[]>
  parent: Template | null
}
