/** JSON patches (RFC 6902): a list of operations on a copy. */
import { isObject } from './mergePatch.ts';

type Json = unknown;

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** `target` with every operation applied in order, or the text of what could not be. `target` is not changed. */
export function jsonPatch(target: Json, operations: Json): { readonly value: Json } | { readonly error: string } {
  if (!Array.isArray(operations))
    return { error: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch' };
  let value = structuredClone(target);
  for (const operation of operations as Operation[]) {
    const outcome = apply(value, operation);
    if ('error' in outcome) return outcome;
    value = outcome.value;
  }
  return { value };
}

type Result = { readonly value: Json } | { readonly error: string };

function apply(root: Json, operation: Operation): Result {
  const { op, path } = operation;
  switch (op) {
    case 'add':
      return write(root, path, operation.value, 'add');
    case 'replace':
      return write(root, path, operation.value, 'replace');
    case 'remove':
      return write(root, path, undefined, 'remove');
    case 'test': {
      const found = read(root, path);
      return JSON.stringify(found) === JSON.stringify(operation.value)
        ? { value: root }
        : { error: `testing value ${path} failed: test failed` };
    }
    case 'copy':
      return write(root, path, structuredClone(read(root, operation.from ?? '')), 'add');
    case 'move': {
      const moved = read(root, operation.from ?? '');
      const taken = write(root, operation.from ?? '', undefined, 'remove');
      return 'error' in taken ? taken : write(taken.value, path, moved, 'add');
    }
    default:
      return { error: `Unexpected kind: ${op}` };
  }
}

function tokens(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: Json, path: string): Json {
  let at = root;
  for (const token of tokens(path)) {
    at = Array.isArray(at) ? at[Number(token)] : isObject(at) ? at[token] : undefined;
  }
  return at;
}

function write(root: Json, path: string, value: Json, how: 'add' | 'replace' | 'remove'): Result {
  const names = tokens(path);
  const last = names.pop();
  if (last === undefined) return how === 'remove' ? { value: null } : { value };
  const parent = read(root, names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  const missing = { error: `${how} operation does not apply: doc is missing path: "${path}": missing value` };
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length - (how === 'add' ? 0 : 1)) return missing;
    if (how === 'add') parent.splice(index, 0, value);
    else if (how === 'replace') parent[index] = value;
    else parent.splice(index, 1);
    return { value: root };
  }
  if (!isObject(parent) || (how !== 'add' && !Object.hasOwn(parent, last))) return missing;
  if (how === 'remove') delete parent[last];
  else Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
  return { value: root };
}
