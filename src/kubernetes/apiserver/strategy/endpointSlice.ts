/** EndpointSlices: everything but metadata, and the labels, count as what is wished. */
import type { EndpointSlice } from '../../api/types.ts';
import { semanticEqual } from '../validation/semanticEqual.ts';
import type { Strategy } from './context.ts';
import { firstGeneration, nextGeneration } from './parts.ts';

/**
 * `pkg/registry/discovery/endpointslice/strategy.go`.
 * Known infidelity: node names are not taken over from the deprecated topology of endpoints stored before v1.
 */
export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  prepareForCreate(slice) {
    firstGeneration(slice);
    dropTopology(slice);
  },
  prepareForUpdate(slice, old) {
    nextGeneration(slice, old, !semanticEqual('EndpointSlice', counted(slice), counted(old)));
    if (!semanticEqual('EndpointSlice', endpointsOf(slice), endpointsOf(old))) dropTopology(slice);
  },
};

function counted(slice: EndpointSlice): EndpointSlice {
  const { labels } = slice.metadata ?? {};
  return { ...slice, metadata: labels === undefined ? {} : { labels } };
}

function endpointsOf({ endpoints }: EndpointSlice): EndpointSlice {
  return endpoints === undefined ? {} : { endpoints };
}

function dropTopology(slice: EndpointSlice): void {
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
}
