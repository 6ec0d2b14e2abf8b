import type { Helpers } from './helper.ts';
import { compileMustache, compileProgram, type Reader, type Writer } from './template-compiler.ts';
import { type MustacheNode, type ProgramNode, parseTemplate } from './template-tree.ts';

/** A template that can be rendered in a scope. */
export interface CompiledTemplate {
  readonly write: Writer;
  /** The value, if the template is one mustache and nothing else but blanks and comments. */
  readonly read: Reader | undefined;
}

export interface CompilerSettings {
  readonly helpers: Helpers;
  /** What is done to what two braces put in; undefined: nothing. */
  readonly escape: ((text: string) => string) | undefined;
}

/** @throws TemplateError with the position */
export function compileTemplateText(text: string, settings: CompilerSettings): CompiledTemplate {
  if (!text.includes('{{')) return { write: ({ run }) => run.write(text), read: undefined };
  const program = parseTemplate(text);
  const mustache = onlyMustache(program);
  return { write: compileProgram(program, settings), read: mustache && compileMustache(mustache, settings) };
}

/** The mustache that a template consists of, blanks and comments aside; undefined when there is more, or none. */
export function onlyMustache(program: ProgramNode): MustacheNode | undefined {
  const parts = program.body.filter(
    (part) => part.type !== 'CommentStatement' && !(part.type === 'ContentStatement' && part.value.trim() === ''),
  );
  const [only] = parts;
  return parts.length === 1 && only?.type === 'MustacheStatement' ? only : undefined;
}
