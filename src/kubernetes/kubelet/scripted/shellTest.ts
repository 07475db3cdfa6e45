/** The shell's `test` and `[`. */
import { absolute } from './commands.ts';
import type { FileSystem } from './files.ts';

/** Exit code of `test WORDS`: 0 true, 1 false, 2 not understood. */
export function test(words: readonly string[], files: FileSystem, directory: string): 0 | 1 | 2 {
  const value = either([...words], files, directory);
  return value === undefined ? 2 : value ? 0 : 1;
}

function either(words: string[], files: FileSystem, directory: string): boolean | undefined {
  for (const operator of ['-o', '-a']) {
    const at = words.indexOf(operator, 1);
    if (at <= 0 || at === words.length - 1) continue;
    const left = either(words.slice(0, at), files, directory);
    const right = either(words.slice(at + 1), files, directory);
    if (left === undefined || right === undefined) return undefined;
    return operator === '-o' ? left || right : left && right;
  }
  if (words[0] === '!' && words.length > 1) {
    const value = either(words.slice(1), files, directory);
    return value === undefined ? undefined : !value;
  }
  return primary(words, files, directory);
}

function primary(words: readonly string[], files: FileSystem, directory: string): boolean | undefined {
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      return unary(first, second, files, directory);
    case 3:
      return binary(first, second, third);
    default:
      return undefined;
  }
}

function unary(operator: string, operand: string, files: FileSystem, directory: string): boolean | undefined {
  const path = absolute(operand, directory);
  const file = files.read(path);
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-f':
      return file !== undefined;
    case '-d':
      return files.isDirectory(path);
    case '-s':
      return (file?.size ?? 0) > 0;
    case '-e':
    case '-r':
    case '-w':
    case '-x':
      return file !== undefined || files.isDirectory(path);
    case '-L':
    case '-h':
    case '-S':
    case '-p':
    case '-b':
    case '-c':
    case '-t':
      return false;
    default:
      return undefined;
  }
}

function binary(left: string, operator: string, right: string): boolean | undefined {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '-eq':
      return Number(left) === Number(right);
    case '-ne':
      return Number(left) !== Number(right);
    case '-lt':
      return Number(left) < Number(right);
    case '-le':
      return Number(left) <= Number(right);
    case '-gt':
      return Number(left) > Number(right);
    case '-ge':
      return Number(left) >= Number(right);
    default:
      return undefined;
  }
}
