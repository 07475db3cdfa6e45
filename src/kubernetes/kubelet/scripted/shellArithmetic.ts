/** Arithmetic of the shell: `$((i + 1))`. */
import type { ArithmeticExpression } from 'unbash';
import type { WordScope } from './shellWords.ts';

/** The value of an expression; assignments in it change variables. What can't be computed is 0. */
export function arithmetic(scope: Pick<WordScope, 'variables' | 'args'>, expression: ArithmeticExpression): number {
  switch (expression.type) {
    case 'ArithmeticWord':
      return wordValue(scope, expression.value);
    case 'ArithmeticGroup':
      return arithmetic(scope, expression.expression);
    case 'ArithmeticTernary':
      return arithmetic(scope, arithmetic(scope, expression.test) !== 0 ? expression.consequent : expression.alternate);
    case 'ArithmeticUnary':
      return unary(scope, expression);
    case 'ArithmeticBinary': {
      const { operator, left, right } = expression;
      if (operator === '&&') return Number(arithmetic(scope, left) !== 0 && arithmetic(scope, right) !== 0);
      if (operator === '||') return Number(arithmetic(scope, left) !== 0 || arithmetic(scope, right) !== 0);
      if (assignments.has(operator)) {
        const plain = operator.slice(0, -1);
        const value = arithmetic(scope, right);
        return assign(scope, left, plain === '' ? value : binary(plain, arithmetic(scope, left), value));
      }
      return binary(operator, arithmetic(scope, left), arithmetic(scope, right));
    }
    case 'ArithmeticCommandExpansion':
      return 0;
  }
}

const assignments: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=']);

function wordValue(scope: Pick<WordScope, 'variables' | 'args'>, word: string): number {
  const name = word.replace(/^\$\{?|\}$/g, '');
  const text = /^[A-Za-z_]/.test(name)
    ? scope.variables[name]
    : word.startsWith('$')
      ? scope.args[Number(name) - 1]
      : name;
  const value = Number(text ?? 0);
  return Number.isFinite(value) ? Math.trunc(value) : 0;
}

function unary(
  scope: Pick<WordScope, 'variables' | 'args'>,
  { operator, operand, prefix }: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
): number {
  const value = arithmetic(scope, operand);
  switch (operator) {
    case '-':
      return -value;
    case '!':
      return Number(value === 0);
    case '~':
      return ~value;
    case '++':
    case '--': {
      const next = assign(scope, operand, operator === '++' ? value + 1 : value - 1);
      return prefix ? next : value;
    }
    default:
      return value;
  }
}

function assign(scope: Pick<WordScope, 'variables'>, target: ArithmeticExpression, value: number): number {
  if (target.type === 'ArithmeticWord') scope.variables[target.value] = String(value);
  return value;
}

function binary(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? 0 : Math.trunc(left / right);
    case '%':
      return right === 0 ? 0 : left % right;
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    default:
      return 0;
  }
}
