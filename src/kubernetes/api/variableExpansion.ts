/** `$(NAME)` in commands, arguments, environment values and `subPathExpr`. */

/** `text` with each `$(NAME)` put by its value. Unknown names stay as they are; `$$` is a dollar that begins nothing. */
export function expandVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return expand(text, (name) => variables.get(name) ?? `$(${name})`);
}

/** As `expandVariables`, for `subPathExpr`: names without a value are an error. */
export function expandSubPath(
  text: string,
  variables: ReadonlyMap<string, string>,
): { readonly path: string } | { readonly problem: string } {
  const missing = new Set<string>();
  const path = expand(text, (name) => {
    const value = variables.get(name) ?? '';
    if (value === '') missing.add(name);
    return value;
  });
  return missing.size === 0 ? { path } : { problem: `missing value for ${[...missing].sort().join(', ')}` };
}

/** One pass; whether there is a bracket still to come is known, so that unclosed ones cost nothing. */
function expand(text: string, lookup: (name: string) => string): string {
  const lastClose = text.lastIndexOf(')');
  let expanded = '';
  let copied = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', dollar)) {
    const next = text[dollar + 1];
    if (next === '$') {
      expanded += text.slice(copied, dollar + 1);
      dollar += 2;
      copied = dollar;
    } else if (next === '(' && dollar < lastClose) {
      const close = text.indexOf(')', dollar);
      expanded += text.slice(copied, dollar) + lookup(text.slice(dollar + 2, close));
      dollar = close + 1;
      copied = dollar;
    } else dollar += 1;
  }
  return expanded + text.slice(copied);
}
