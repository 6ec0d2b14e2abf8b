import type { paths } from './schema.d.ts';

/** The shapes of the API's actions by method and path, read off the generated document in schema.d.ts. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** The paths that the method is defined on. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Readonly<Record<Lowercase<M>, { responses: object }>> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathOf<M>> =
  paths[P] extends Readonly<Record<Lowercase<M>, infer O>> ? O : never;

type Json<T> = T extends { readonly content: { readonly 'application/json': infer J } } ? J : never;

/** What the action returns when it succeeds. */
export type Answer<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { readonly responses: infer R } ? Json<R[keyof R]> : never;

/** What the action takes as its body. */
export type Body<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { readonly requestBody: infer B } ? Json<B> : never;

/** What the action takes in its query string. */
export type Query<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends {
    readonly parameters: { readonly query?: infer Q };
  }
    ? NonNullable<Q>
    : never;

type PathPart<O> = O extends { readonly parameters: { readonly path: infer Path } } ? { readonly path: Path } : unknown;
type QueryPart<Q> = [Q] extends [never] ? unknown : { readonly query?: Q };
type BodyPart<B> = [B] extends [never] ? unknown : { readonly body: B };
/** Of a change: only as long as it is as the caller has seen it. */
type IfMatchPart<M> = M extends 'PATCH' ? { readonly ifMatch?: string | undefined } : unknown;
type All<M extends Method, P extends PathOf<M>> = PathPart<Operation<M, P>> &
  QueryPart<Query<M, P>> &
  BodyPart<Body<M, P>> &
  IfMatchPart<M>;

/** The last argument of `request`: left out only where nothing is required. */
export type Given<M extends Method, P extends PathOf<M>> =
  object extends All<M, P> ? [given?: All<M, P>] : [given: All<M, P>];
