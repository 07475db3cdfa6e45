/** Nodes: the kubelet may bring a status along when it creates its own. */
import type { Node } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';

/** `pkg/registry/core/node/strategy.go` */
export const nodeStrategy: Strategy<Node> = {
  prepareForCreate(node) {
    delete node.spec?.configSource;
    delete node.status?.config;
  },
  prepareForUpdate(node, old) {
    keep(node, old, 'status');
    if (old.spec?.configSource === undefined) delete node.spec?.configSource;
  },
  subresources: {
    status(node, old) {
      keep(node, old, 'spec');
      if (old.status?.config === undefined) delete node.status?.config;
    },
  },
};
