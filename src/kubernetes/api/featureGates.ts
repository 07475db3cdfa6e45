/** The feature gates of Kubernetes 1.36 that this engine knows of, as a release has them by default. */

/** Gates that are on (pkg/features/kube_features.go). */
const enabled: ReadonlySet<string> = new Set([
  'ClearingNominatedNodeNameAfterBinding',
  'ContainerRestartRules',
  'DRAExtendedResource',
  'DynamicResourceAllocation',
  'ImageVolume',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
  'KubeletCrashLoopBackOffMax',
  'KubeletEnsureSecretPulledImages',
  'MutatingAdmissionPolicy',
  'NodeDeclaredFeatures',
  'NominatedNodeNameForExpectation',
  'OpportunisticBatching',
  'PodLevelResources',
  'PodObservedGenerationTracking',
  'PodReadyToStartContainersCondition',
  'PodTopologyLabelsAdmission',
  'RelaxedEnvironmentVariableValidation',
  'RestartAllContainersOnContainerExits',
  'SchedulerAsyncPreemption',
  'SchedulerPopFromBackoffQ',
  'SchedulerQueueingHints',
  'SidecarContainers',
  'StrictIPCIDRValidation',
  'UserNamespacesSupport',
]);

/** Whether a gate is on. The engine behaves as if all others were off, such as `ReduceDefaultCrashLoopBackOffDecay`. */
export function isFeatureEnabled(gate: string): boolean {
  return enabled.has(gate);
}
