/** What `make` returns, made when it is first asked for and kept. A failure is not kept. */
export function lazily<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
