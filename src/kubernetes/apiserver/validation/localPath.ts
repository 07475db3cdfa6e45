/** Paths below a volume, which may neither be absolute nor climb out. */
import { invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { Errors } from './rules.ts';

/** A relative path without `..`. */
export function validateLocalDescendingPath(errors: Errors, parent: FieldPath, field: string, path: string): void {
  if (path.startsWith('/')) errors.push(invalid(parent.child(field), path, 'must be a relative path'));
  validateNoBacksteps(errors, parent, field, path);
}

/** A relative path without `..` that does not begin with two dots either, as the kubelet's own `..data`. */
export function validateLocalNonReservedPath(errors: Errors, parent: FieldPath, field: string, path: string): void {
  validateLocalDescendingPath(errors, parent, field, path);
  if (path.startsWith('..') && !path.startsWith('../')) {
    errors.push(invalid(parent.child(field), path, "must not start with '..'"));
  }
}

export function validateNoBacksteps(errors: Errors, parent: FieldPath, field: string, path: string): void {
  if (hasBacksteps(path)) errors.push(invalid(parent.child(field), path, "must not contain '..'"));
}

export function hasBacksteps(path: string): boolean {
  return path.includes('..') && path.split('/').includes('..');
}

/** Whether a path would be refused as reserved or not local. */
export function isLocalNonReservedPath(path: string): boolean {
  return !path.startsWith('/') && !path.startsWith('..') && !hasBacksteps(path);
}
