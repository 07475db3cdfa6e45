/** Namespaces: born Active, with the finalizer that lets their content go first. */
import type { Namespace } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';

const finalizer = 'kubernetes';

/** `pkg/registry/core/namespace/strategy.go` */
export const namespaceStrategy: Strategy<Namespace> = {
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' };
    namespace.spec ??= {};
    const finalizers = namespace.spec.finalizers ?? [];
    if (!finalizers.includes(finalizer)) namespace.spec.finalizers = [...finalizers, finalizer];
  },
  prepareForUpdate(namespace, old) {
    namespace.spec ??= {};
    keep(namespace.spec, old.spec ?? {}, 'finalizers');
    keep(namespace, old, 'status');
  },
  subresources: {
    status: (namespace, old) => keep(namespace, old, 'spec'),
    finalize: (namespace, old) => keep(namespace, old, 'status'),
  },
  canonicalize(namespace) {
    namespace.metadata ??= {};
    namespace.metadata.labels ??= Object.create(null) as Record<string, string>;
    namespace.metadata.labels['kubernetes.io/metadata.name'] = namespace.metadata.name ?? '';
  },
};
