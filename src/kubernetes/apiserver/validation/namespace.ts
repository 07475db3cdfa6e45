/** Namespaces and service accounts, which have hardly more than a name. */
import { invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { Namespace, ServiceAccount } from '../../api/types.ts';
import { validateKubernetesFinalizer, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSLabel, nameIsDNSSubdomain } from './nameRules.ts';
import type { Errors } from './rules.ts';

const finalizersPath = FieldPath.root('spec').child('finalizers');

export function validateNamespace(errors: Errors, { metadata = {}, spec = {} }: Namespace): void {
  validateObjectMeta(errors, metadata, false, nameIsDNSLabel);
  for (const finalizer of spec.finalizers ?? []) {
    for (const message of isQualifiedName(finalizer)) errors.push(invalid(finalizersPath, finalizer, message));
    validateKubernetesFinalizer(errors, finalizer, finalizersPath);
  }
}

export function validateNamespaceUpdate(errors: Errors, next: Namespace, old: Namespace): void {
  validateNamespace(errors, next);
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
}

export function validateServiceAccount(errors: Errors, { metadata = {} }: ServiceAccount): void {
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
}

export function validateServiceAccountUpdate(errors: Errors, next: ServiceAccount, old: ServiceAccount): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateServiceAccount(errors, next);
}
