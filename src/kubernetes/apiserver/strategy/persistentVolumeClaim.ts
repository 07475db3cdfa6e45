/** PersistentVolumeClaims: the two fields for a data source are kept alike. */
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';

/** `pkg/registry/core/persistentvolumeclaim/strategy.go`, `pkg/api/persistentvolumeclaim/util.go` */
export const persistentVolumeClaimStrategy: Strategy<PersistentVolumeClaim> = {
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' };
    prepareSpec(claim.spec, undefined);
  },
  prepareForUpdate(claim, old) {
    keep(claim, old, 'status');
    prepareSpec(claim.spec, old.spec);
  },
  subresources: { status: (claim, old) => keep(claim, old, 'spec') },
};

function prepareSpec(spec: PersistentVolumeClaimSpec | undefined, old: PersistentVolumeClaimSpec | undefined): void {
  if (spec === undefined) return;
  // The feature CrossNamespaceVolumeDataSource is off by default.
  if (spec.dataSourceRef?.namespace && old?.dataSourceRef === undefined) delete spec.dataSourceRef;
  const hadSource = old?.dataSource !== undefined || old?.dataSourceRef !== undefined;
  if (!hadSource && spec.dataSourceRef === undefined && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource;
  alignSources(spec);
}

/** Other sources were silently dropped from `dataSource` before there was `dataSourceRef`. */
function isClaimOrSnapshot(source: TypedLocalObjectReference | undefined): boolean {
  const group = source?.apiGroup ?? '';
  if (source?.kind === 'PersistentVolumeClaim') return group === '';
  return source?.kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io';
}

function alignSources(spec: PersistentVolumeClaimSpec): void {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) spec.dataSourceRef = { ...dataSource };
  if (dataSource === undefined && dataSourceRef !== undefined && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef;
    spec.dataSource = source;
  }
}
