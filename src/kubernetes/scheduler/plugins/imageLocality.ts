/** ImageLocality: prefers nodes that have the Pod's images already, the large ones above all. */
import type { Pod } from '../../api/types.ts';
import { maxNodeScore, type SchedulerPlugin } from '../framework.ts';
import type { NodeInfo } from '../nodeInfo.ts';

const mebibyte = 1024 * 1024;
/** Below this much nothing is gained. */
const least = 23 * mebibyte;
/** No container gains more. */
const mostPerContainer = 1000 * mebibyte;

interface WantedImages {
  readonly names: readonly string[];
  readonly containers: number;
}

export const imageLocality: SchedulerPlugin<undefined, WantedImages> = {
  name: 'ImageLocality',
  preScore: ({ pod }) => ({ kind: 'score', state: wantedImages(pod) }),
  score: ({ snapshot }, wanted, node) => {
    const most = mostPerContainer * wanted.containers;
    const held = Math.min(Math.max(heldBytes(wanted, node, snapshot.nodes.length), least), most);
    return Math.trunc((maxNodeScore * (held - least)) / (most - least));
  },
  arithmetic: ({ snapshot }, wanted, node, raw) => ({
    id: 'scheduler.score.images',
    args: {
      mebibytes: Math.round(heldBytes(wanted, node, snapshot.nodes.length) / mebibyte),
      most: 1000 * wanted.containers,
      score: raw,
    },
  }),
};

function wantedImages({ spec = {} }: Pod): WantedImages {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const volumes = (spec.volumes ?? []).flatMap(({ image }) => (image === undefined ? [] : [image.reference ?? '']));
  return {
    names: [...containers.map(({ image = '' }) => image), ...volumes].map(withTag),
    containers: containers.length,
  };
}

/** Images that few nodes have count for less, lest all Pods crowd there. */
function heldBytes({ names }: WantedImages, { images }: NodeInfo, nodes: number): number {
  if (images.size === 0) return 0;
  let sum = 0;
  for (const name of names) {
    const image = images.get(name);
    if (image !== undefined) sum += Math.trunc(image.sizeBytes * (image.nodes.size / nodes));
  }
  return sum;
}

/** The name as a node reports it: with a tag. */
function withTag(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
