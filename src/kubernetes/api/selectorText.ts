/** Reading selectors as people type them: `kubectl get -l` and `--field-selector`. */
import { aggregateText, errorText, invalid } from './fieldError.ts';
import { type Requirement, requirementErrors, type Selector, type SelectorOperator, sortedByKey } from './labels.ts';
import { isQualifiedName } from './names.ts';

/** In the order that messages list them. */
const operatorOf: ReadonlyMap<string, SelectorOperator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);

interface Token {
  readonly kind: 'identifier' | 'word' | 'symbol' | 'end';
  readonly text: string;
}

/** The selector in `text`, or what is wrong with it (`labels.Parse`). */
export function parseLabelSelector(text: string): Selector | string {
  const tokens = new Tokens(text);
  const requirements: Requirement[] = [];
  while (tokens.peek.kind !== 'end') {
    if (!startsRequirement(tokens.peek))
      return `found '${tokens.peek.text}', expected: !, identifier, or 'end of string'`;
    const requirement = parseRequirement(tokens);
    if (typeof requirement === 'string') return `unable to parse requirement: ${requirement}`;
    requirements.push(requirement);
    const next = tokens.take();
    if (next.kind === 'end') break;
    if (next.text !== ',') return `found '${next.text}', expected: ',' or 'end of string'`;
    if (!startsRequirement(tokens.peek)) return `found '${tokens.peek.text}', expected: identifier after ','`;
  }
  return { requirements: sortedByKey(requirements), nothing: false };
}

/** The tokens of `labels.Lexer`: words, operators and brackets between white space. A NUL ends a token. */
class Tokens {
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(text: string) {
    const lexer = /[ \t\r\n]*(?:(\0|$)|(==|!=|[=!(),<>])\0?|([^ \t\r\n=!(),<>\0]+)\0?)/y;
    for (let match = lexer.exec(text); match !== null; match = lexer.exec(text)) {
      const [, end, symbol, word] = match;
      if (symbol !== undefined) this.#tokens.push({ kind: 'symbol', text: symbol });
      if (word !== undefined) {
        this.#tokens.push({ kind: word === 'in' || word === 'notin' ? 'word' : 'identifier', text: word });
      }
      if (end !== undefined) break;
    }
  }

  get peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  take(): Token {
    const token = this.peek;
    this.#at++;
    return token;
  }
}

/** `in` and `notin` are names like any other where no operator is due. */
function isName(token: Token): boolean {
  return token.kind === 'identifier' || token.kind === 'word';
}

function startsRequirement(token: Token): boolean {
  return isName(token) || token.text === '!';
}

function endsRequirement(token: Token): boolean {
  return token.kind === 'end' || token.text === ',';
}

function parseRequirement(tokens: Tokens): Requirement | string {
  const negated = tokens.peek.text === '!';
  if (negated) tokens.take();
  const token = tokens.take();
  if (!isName(token)) return `found '${token.text}', expected: identifier`;
  const key = token.text;
  const keyMessages = isQualifiedName(key);
  if (keyMessages.length > 0) return errorText(invalid(undefined, key, keyMessages.join('; ')));
  if (negated) return checked({ key, operator: '!', values: [] });
  if (endsRequirement(tokens.peek)) return checked({ key, operator: 'exists', values: [] });
  const operatorToken = tokens.take();
  const operator = operatorToken.kind === 'identifier' ? undefined : operatorOf.get(operatorToken.text);
  if (operator === undefined) return `found '${operatorToken.text}', expected: ${[...operatorOf.values()].join(', ')}`;
  const values = operator === 'in' || operator === 'notin' ? parseValues(tokens) : parseExactValue(tokens);
  if (typeof values === 'string') return values;
  return checked({ key, operator, values: [...new Set(values)].sort() });
}

function checked(requirement: Requirement): Requirement | string {
  const errors = requirementErrors(requirement.key, requirement.operator, requirement.values);
  return errors.length === 0 ? requirement : aggregateText(errors.map(errorText));
}

function parseExactValue(tokens: Tokens): readonly string[] | string {
  if (endsRequirement(tokens.peek)) return [''];
  const token = tokens.take();
  return isName(token) ? [token.text] : `found '${token.text}', expected: identifier`;
}

/** `(a,b)`; nothing between commas or brackets is the empty value. */
function parseValues(tokens: Tokens): readonly string[] | string {
  const open = tokens.take();
  if (open.text !== '(') return `found '${open.text}' expected: '('`;
  const first = tokens.peek;
  if (first.text === ')') {
    tokens.take();
    return [''];
  }
  if (!isName(first) && first.text !== ',') return `found '${first.text}', expected: ',', ')' or identifier`;
  const values: string[] = [];
  for (;;) {
    const token = tokens.take();
    const next = tokens.peek;
    if (isName(token)) {
      values.push(token.text);
      if (next.text !== ',' && next.text !== ')') return `found '${next.text}', expected: ',' or ')'`;
    } else if (token.text === ',') {
      if (values.length === 0 || next.text === ',' || next.text === ')') values.push('');
    } else return `found '${token.text}', expected: ',', or identifier`;
    if (next.text === ')') {
      tokens.take();
      return values;
    }
  }
}

/** One term of a field selector. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** The terms of a field selector, sorted, empty ones left out; or what is wrong with it (`fields.ParseSelector`). */
export function parseFieldSelector(text: string): readonly FieldRequirement[] | string {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort()) {
    if (term === '') continue;
    const equals = term.indexOf('=');
    if (equals < 0) return `invalid selector: '${text}'; can't understand '${term}'`;
    const negated = term[equals - 1] === '!';
    const doubled = !negated && term[equals + 1] === '=';
    const value = unescapeValue(term.slice(equals + (doubled ? 2 : 1)));
    if (typeof value !== 'string') return `invalid field selector: ${value.trouble}`;
    const field = term.slice(0, equals - (negated ? 1 : 0));
    if (field !== '' || value !== '') requirements.push({ field, operator: negated ? '!=' : '=', value });
  }
  return requirements;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function unescapeValue(text: string): string | { readonly trouble: string } {
  let value = '';
  let escaping = false;
  for (const character of text) {
    const special = character === '\\' || character === ',' || character === '=';
    if (escaping && !special) return { trouble: `invalid escape sequence: \\${character}` };
    if (!escaping && character === '\\') {
      escaping = true;
      continue;
    }
    if (!escaping && special) return { trouble: `unescaped character in value: ${character.codePointAt(0)}` };
    value += character;
    escaping = false;
  }
  return escaping ? { trouble: 'invalid escape sequence: \\' } : value;
}

/** `metadata.name=web,status.phase!=Running` */
export function fieldSelectorText(requirements: readonly FieldRequirement[]): string {
  return requirements
    .map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`)
    .join(',');
}
