/** NodeName: a Pod that names its node goes there or nowhere. */
import { fits, type SchedulerPlugin, unresolvable } from '../framework.ts';

const otherNode = unresolvable("node(s) didn't match the requested node name");

export const nodeName: SchedulerPlugin = {
  name: 'NodeName',
  retryOn: [{ on: 'Node', actions: ['Add'] }],
  passesAll: ({ pod }) => !pod.spec?.nodeName,
  filter: ({ pod }, _state, { name }) => (!pod.spec?.nodeName || pod.spec.nodeName === name ? fits : otherNode),
};
