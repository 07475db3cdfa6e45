/** What checks may let pass: nothing in new Pods and templates, more in updates of what was stored already. */

export interface PodTolerances {
  /** The object is a Pod, not a template in another object. */
  readonly isPod: boolean;
  readonly deletionCost: boolean;
  readonly selectorValues: boolean;
  readonly nodeAffinityValues: boolean;
  readonly spreadSelectors: boolean;
  readonly spreadMatchLabelKeys: boolean;
  readonly tokenPaths: boolean;
  readonly hostSysctls: boolean;
  readonly indivisibleHugePages: boolean;
  readonly anySELinuxChangePolicy: boolean;
  readonly comparisonOperators: boolean;
  readonly volumeDevicesInUserNamespaces: boolean;
  readonly hostNetworkInUserNamespaces: boolean;
  readonly restartOnInitResize: boolean;
}

const none: PodTolerances = {
  isPod: false,
  deletionCost: false,
  selectorValues: false,
  nodeAffinityValues: false,
  spreadSelectors: false,
  spreadMatchLabelKeys: false,
  tokenPaths: false,
  hostSysctls: false,
  indivisibleHugePages: false,
  anySELinuxChangePolicy: false,
  comparisonOperators: false,
  volumeDevicesInUserNamespaces: false,
  hostNetworkInUserNamespaces: false,
  restartOnInitResize: false,
};

/** Nothing is tolerated in what is new. */
export const newTemplate = none;
export const newPod: PodTolerances = { ...none, isPod: true };
