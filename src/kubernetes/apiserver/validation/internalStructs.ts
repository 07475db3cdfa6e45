/**
 * The API server's internal structs, which errors show whole: Go field names in Go's order (`pkg/apis/{core,batch,apps}/types.go`).
 *
 * A field is `GoName type` or `GoName=jsonName type` where the JSON name is not the Go name with a small first letter;
 * `+Struct` is embedded. Types: `[]T` a slice, `{}T` a map, `T?` a pointer, else `string`, `int`, `bool`, a struct of this table,
 * or one of the shared types `ObjectMeta`, `LabelSelector`, `Quantity`, `IntOrString`.
 */
export const internalStructs = {
  AWSElasticBlockStoreVolumeSource: 'VolumeID string, FSType=fsType string, Partition int, ReadOnly bool',
  Affinity: 'NodeAffinity NodeAffinity?, PodAffinity PodAffinity?, PodAntiAffinity PodAntiAffinity?',
  AppArmorProfile: 'Type string, LocalhostProfile string?',
  AzureDiskVolumeSource:
    'DiskName string, DataDiskURI=diskURI string, CachingMode string?, FSType=fsType string?, ReadOnly bool?, Kind string?',
  AzureFileVolumeSource: 'SecretName string, ShareName string, ReadOnly bool',
  CSIVolumeSource:
    'Driver string, ReadOnly bool?, FSType=fsType string?, VolumeAttributes {}string, NodePublishSecretRef LocalObjectReference?',
  Capabilities: 'Add []string, Drop []string',
  CephFSVolumeSource:
    'Monitors []string, Path string, User string, SecretFile string, SecretRef LocalObjectReference?, ReadOnly bool',
  CinderVolumeSource: 'VolumeID string, FSType=fsType string, ReadOnly bool, SecretRef LocalObjectReference?',
  ClusterTrustBundleProjection:
    'Name string?, SignerName string?, LabelSelector LabelSelector?, Optional bool?, Path string',
  ConfigMapEnvSource: '+LocalObjectReference, Optional bool?',
  ConfigMapKeySelector: '+LocalObjectReference, Key string, Optional bool?',
  ConfigMapProjection: '+LocalObjectReference, Items []KeyToPath, Optional bool?',
  ConfigMapVolumeSource: '+LocalObjectReference, Items []KeyToPath, DefaultMode int?, Optional bool?',
  Container:
    'Name string, Image string, Command []string, Args []string, WorkingDir string, Ports []ContainerPort, EnvFrom []EnvFromSource, Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy string?, RestartPolicyRules []ContainerRestartRule, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, LivenessProbe Probe?, ReadinessProbe Probe?, StartupProbe Probe?, Lifecycle Lifecycle?, TerminationMessagePath string, TerminationMessagePolicy string, ImagePullPolicy string, SecurityContext SecurityContext?, Stdin bool, StdinOnce bool, TTY=tty bool',
  ContainerPort: 'Name string, HostPort int, ContainerPort int, Protocol string, HostIP string',
  ContainerResizePolicy: 'ResourceName string, RestartPolicy string',
  ContainerRestartRule: 'Action string, ExitCodes ContainerRestartRuleOnExitCodes?',
  ContainerRestartRuleOnExitCodes: 'Operator string, Values []int',
  DaemonSetUpdateStrategy: 'Type string, RollingUpdate RollingUpdateDaemonSet?',
  DeploymentStrategy: 'Type string, RollingUpdate RollingUpdateDeployment?',
  DownwardAPIProjection: 'Items []DownwardAPIVolumeFile',
  DownwardAPIVolumeFile:
    'Path string, FieldRef ObjectFieldSelector?, ResourceFieldRef ResourceFieldSelector?, Mode int?',
  DownwardAPIVolumeSource: 'Items []DownwardAPIVolumeFile, DefaultMode int?',
  EmptyDirVolumeSource: 'Medium string, SizeLimit Quantity?',
  EnvFromSource: 'Prefix string, ConfigMapRef ConfigMapEnvSource?, SecretRef SecretEnvSource?',
  EnvVar: 'Name string, Value string, ValueFrom EnvVarSource?',
  EnvVarSource:
    'FieldRef ObjectFieldSelector?, ResourceFieldRef ResourceFieldSelector?, ConfigMapKeyRef ConfigMapKeySelector?, SecretKeyRef SecretKeySelector?, FileKeyRef FileKeySelector?',
  EphemeralContainer: '+EphemeralContainerCommon, TargetContainerName string',
  EphemeralContainerCommon:
    'Name string, Image string, Command []string, Args []string, WorkingDir string, Ports []ContainerPort, EnvFrom []EnvFromSource, Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy string?, RestartPolicyRules []ContainerRestartRule, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, LivenessProbe Probe?, ReadinessProbe Probe?, StartupProbe Probe?, Lifecycle Lifecycle?, TerminationMessagePath string, TerminationMessagePolicy string, ImagePullPolicy string, SecurityContext SecurityContext?, Stdin bool, StdinOnce bool, TTY=tty bool',
  EphemeralVolumeSource: 'VolumeClaimTemplate PersistentVolumeClaimTemplate?',
  ExecAction: 'Command []string',
  FCVolumeSource: 'TargetWWNs []string, Lun int?, FSType=fsType string, ReadOnly bool, WWIDs=wwids []string',
  FileKeySelector: 'VolumeName string, Path string, Key string, Optional bool?',
  FlexVolumeSource:
    'Driver string, FSType=fsType string, SecretRef LocalObjectReference?, ReadOnly bool, Options {}string',
  FlockerVolumeSource: 'DatasetName string, DatasetUUID string',
  GCEPersistentDiskVolumeSource: 'PDName=pdName string, FSType=fsType string, Partition int, ReadOnly bool',
  GRPCAction: 'Port int, Service string?',
  GitRepoVolumeSource: 'Repository string, Revision string, Directory string',
  GlusterfsVolumeSource: 'EndpointsName=endpoints string, Path string, ReadOnly bool',
  HTTPGetAction: 'Path string, Port IntOrString, Host string, Scheme string, HTTPHeaders=httpHeaders []HTTPHeader',
  HTTPHeader: 'Name string, Value string',
  HostAlias: 'IP=ip string, Hostnames []string',
  HostPathVolumeSource: 'Path string, Type string?',
  ISCSIVolumeSource:
    'TargetPortal string, IQN=iqn string, Lun int, ISCSIInterface=iscsiInterface string, FSType=fsType string, ReadOnly bool, Portals []string, DiscoveryCHAPAuth=chapAuthDiscovery bool, SessionCHAPAuth=chapAuthSession bool, SecretRef LocalObjectReference?, InitiatorName string?',
  ImageVolumeSource: 'Reference string, PullPolicy string',
  KeyToPath: 'Key string, Path string, Mode int?',
  Lifecycle: 'PostStart LifecycleHandler?, PreStop LifecycleHandler?, StopSignal string?',
  LifecycleHandler:
    'Exec ExecAction?, HTTPGet=httpGet HTTPGetAction?, TCPSocket=tcpSocket TCPSocketAction?, Sleep SleepAction?',
  LocalObjectReference: 'Name string',
  NFSVolumeSource: 'Server string, Path string, ReadOnly bool',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution NodeSelector?, PreferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms []NodeSelectorTerm',
  NodeSelectorRequirement: 'Key string, Operator string, Values []string',
  NodeSelectorTerm: 'MatchExpressions []NodeSelectorRequirement, MatchFields []NodeSelectorRequirement',
  ObjectFieldSelector: 'APIVersion=apiVersion string, FieldPath string',
  PersistentVolumeClaimSpec:
    'AccessModes []string, Selector LabelSelector?, Resources VolumeResourceRequirements, VolumeName string, StorageClassName string?, VolumeMode string?, DataSource TypedLocalObjectReference?, DataSourceRef TypedObjectReference?, VolumeAttributesClassName string?',
  PersistentVolumeClaimTemplate: '+ObjectMeta, Spec PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName string, ReadOnly bool',
  PhotonPersistentDiskVolumeSource: 'PdID string, FSType=fsType string',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm',
  PodAffinityTerm:
    'LabelSelector LabelSelector?, Namespaces []string, TopologyKey string, NamespaceSelector LabelSelector?, MatchLabelKeys []string, MismatchLabelKeys []string',
  PodAntiAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm',
  PodCertificateProjection:
    'SignerName string, KeyType string, MaxExpirationSeconds int?, CredentialBundlePath string, KeyPath string, CertificateChainPath string, UserAnnotations {}string',
  PodDNSConfig: 'Nameservers []string, Searches []string, Options []PodDNSConfigOption',
  PodDNSConfigOption: 'Name string, Value string?',
  PodFailurePolicy: 'Rules []PodFailurePolicyRule',
  PodFailurePolicyOnExitCodesRequirement: 'ContainerName string?, Operator string, Values []int',
  PodFailurePolicyOnPodConditionsPattern: 'Type string, Status string',
  PodFailurePolicyRule:
    'Action string, OnExitCodes PodFailurePolicyOnExitCodesRequirement?, OnPodConditions []PodFailurePolicyOnPodConditionsPattern',
  PodOS: 'Name string',
  PodReadinessGate: 'ConditionType string',
  PodResourceClaim: 'Name string, ResourceClaimName string?, ResourceClaimTemplateName string?',
  PodSchedulingGate: 'Name string',
  PodSchedulingGroup: 'PodGroupName string?',
  PodSecurityContext:
    'HostNetwork bool, HostPID=hostPID bool, HostIPC=hostIPC bool, ShareProcessNamespace bool?, HostUsers bool?, SELinuxOptions=seLinuxOptions SELinuxOptions?, WindowsOptions WindowsSecurityContextOptions?, RunAsUser int?, RunAsGroup int?, RunAsNonRoot bool?, SupplementalGroups []int, SupplementalGroupsPolicy string?, FSGroup=fsGroup int?, FSGroupChangePolicy=fsGroupChangePolicy string?, Sysctls []Sysctl, SeccompProfile SeccompProfile?, AppArmorProfile AppArmorProfile?, SELinuxChangePolicy=seLinuxChangePolicy string?',
  PodSpec:
    'Volumes []Volume, InitContainers []Container, Containers []Container, EphemeralContainers []EphemeralContainer, RestartPolicy string, TerminationGracePeriodSeconds int?, ActiveDeadlineSeconds int?, DNSPolicy=dnsPolicy string, NodeSelector {}string, ServiceAccountName string, AutomountServiceAccountToken bool?, NodeName string, SecurityContext PodSecurityContext?, ImagePullSecrets []LocalObjectReference, Hostname string, Subdomain string, SetHostnameAsFQDN bool?, Affinity Affinity?, SchedulerName string, Tolerations []Toleration, HostAliases []HostAlias, PriorityClassName string, Priority int?, PreemptionPolicy string?, DNSConfig=dnsConfig PodDNSConfig?, ReadinessGates []PodReadinessGate, RuntimeClassName string?, Overhead {}Quantity, EnableServiceLinks bool?, TopologySpreadConstraints []TopologySpreadConstraint, OS=os PodOS?, SchedulingGates []PodSchedulingGate, ResourceClaims []PodResourceClaim, Resources ResourceRequirements?, HostnameOverride string?, SchedulingGroup PodSchedulingGroup?',
  PodTemplateSpec: '+ObjectMeta, Spec PodSpec',
  PortworxVolumeSource: 'VolumeID string, FSType=fsType string, ReadOnly bool',
  PreferredSchedulingTerm: 'Weight int, Preference NodeSelectorTerm',
  Probe:
    '+ProbeHandler, InitialDelaySeconds int, TimeoutSeconds int, PeriodSeconds int, SuccessThreshold int, FailureThreshold int, TerminationGracePeriodSeconds int?',
  ProbeHandler:
    'Exec ExecAction?, HTTPGet=httpGet HTTPGetAction?, TCPSocket=tcpSocket TCPSocketAction?, GRPC=grpc GRPCAction?',
  ProjectedVolumeSource: 'Sources []VolumeProjection, DefaultMode int?',
  QuobyteVolumeSource: 'Registry string, Volume string, ReadOnly bool, User string, Group string, Tenant string',
  RBDVolumeSource:
    'CephMonitors=monitors []string, RBDImage=image string, FSType=fsType string, RBDPool=pool string, RadosUser=user string, Keyring string, SecretRef LocalObjectReference?, ReadOnly bool',
  ResourceClaim: 'Name string, Request string',
  ResourceFieldSelector: 'ContainerName string, Resource string, Divisor Quantity',
  ResourceRequirements: 'Limits {}Quantity, Requests {}Quantity, Claims []ResourceClaim',
  RollingUpdateDaemonSet: 'MaxUnavailable IntOrString, MaxSurge IntOrString',
  RollingUpdateDeployment: 'MaxUnavailable IntOrString, MaxSurge IntOrString',
  RollingUpdateStatefulSetStrategy: 'Partition int, MaxUnavailable IntOrString?',
  SELinuxOptions: 'User string, Role string, Type string, Level string',
  ScaleIOVolumeSource:
    'Gateway string, System string, SecretRef LocalObjectReference?, SSLEnabled=sslEnabled bool, ProtectionDomain string, StoragePool string, StorageMode string, VolumeName string, FSType=fsType string, ReadOnly bool',
  SeccompProfile: 'Type string, LocalhostProfile string?',
  SecretEnvSource: '+LocalObjectReference, Optional bool?',
  SecretKeySelector: '+LocalObjectReference, Key string, Optional bool?',
  SecretProjection: '+LocalObjectReference, Items []KeyToPath, Optional bool?',
  SecretVolumeSource: 'SecretName string, Items []KeyToPath, DefaultMode int?, Optional bool?',
  SecurityContext:
    'Capabilities Capabilities?, Privileged bool?, SELinuxOptions=seLinuxOptions SELinuxOptions?, WindowsOptions WindowsSecurityContextOptions?, RunAsUser int?, RunAsGroup int?, RunAsNonRoot bool?, ReadOnlyRootFilesystem bool?, AllowPrivilegeEscalation bool?, ProcMount string?, SeccompProfile SeccompProfile?, AppArmorProfile AppArmorProfile?',
  ServiceAccountTokenProjection: 'Audience string, ExpirationSeconds int, Path string',
  ServicePort: 'Name string, Protocol string, AppProtocol string?, Port int, TargetPort IntOrString, NodePort int',
  SleepAction: 'Seconds int',
  StatefulSetUpdateStrategy: 'Type string, RollingUpdate RollingUpdateStatefulSetStrategy?',
  StorageOSVolumeSource:
    'VolumeName string, VolumeNamespace string, FSType=fsType string, ReadOnly bool, SecretRef LocalObjectReference?',
  SuccessPolicy: 'Rules []SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes string?, SucceededCount int?',
  Sysctl: 'Name string, Value string',
  TCPSocketAction: 'Port IntOrString, Host string',
  Toleration: 'Key string, Operator string, Value string, Effect string, TolerationSeconds int?',
  TopologySpreadConstraint:
    'MaxSkew int, TopologyKey string, WhenUnsatisfiable string, LabelSelector LabelSelector?, MinDomains int?, NodeAffinityPolicy string?, NodeTaintsPolicy string?, MatchLabelKeys []string',
  TypedLocalObjectReference: 'APIGroup=apiGroup string?, Kind string, Name string',
  TypedObjectReference: 'APIGroup=apiGroup string?, Kind string, Name string, Namespace string?',
  Volume: 'Name string, +VolumeSource',
  VolumeDevice: 'Name string, DevicePath string',
  VolumeMount:
    'Name string, ReadOnly bool, RecursiveReadOnly string?, MountPath string, SubPath string, MountPropagation string?, SubPathExpr string',
  VolumeProjection:
    'Secret SecretProjection?, DownwardAPI DownwardAPIProjection?, ConfigMap ConfigMapProjection?, ServiceAccountToken ServiceAccountTokenProjection?, ClusterTrustBundle ClusterTrustBundleProjection?, PodCertificate PodCertificateProjection?',
  VolumeResourceRequirements: 'Limits {}Quantity, Requests {}Quantity',
  VolumeSource:
    'HostPath HostPathVolumeSource?, EmptyDir EmptyDirVolumeSource?, GCEPersistentDisk=gcePersistentDisk GCEPersistentDiskVolumeSource?, AWSElasticBlockStore=awsElasticBlockStore AWSElasticBlockStoreVolumeSource?, GitRepo GitRepoVolumeSource?, Secret SecretVolumeSource?, NFS=nfs NFSVolumeSource?, ISCSI=iscsi ISCSIVolumeSource?, Glusterfs GlusterfsVolumeSource?, PersistentVolumeClaim PersistentVolumeClaimVolumeSource?, RBD=rbd RBDVolumeSource?, Quobyte QuobyteVolumeSource?, FlexVolume FlexVolumeSource?, Cinder CinderVolumeSource?, CephFS=cephfs CephFSVolumeSource?, Flocker FlockerVolumeSource?, DownwardAPI DownwardAPIVolumeSource?, FC=fc FCVolumeSource?, AzureFile AzureFileVolumeSource?, ConfigMap ConfigMapVolumeSource?, VsphereVolume VsphereVirtualDiskVolumeSource?, AzureDisk AzureDiskVolumeSource?, PhotonPersistentDisk PhotonPersistentDiskVolumeSource?, Projected ProjectedVolumeSource?, PortworxVolume PortworxVolumeSource?, ScaleIO ScaleIOVolumeSource?, StorageOS=storageos StorageOSVolumeSource?, CSI=csi CSIVolumeSource?, Ephemeral EphemeralVolumeSource?, Image ImageVolumeSource?',
  VsphereVirtualDiskVolumeSource:
    'VolumePath string, FSType=fsType string, StoragePolicyName string, StoragePolicyID string',
  WeightedPodAffinityTerm: 'Weight int, PodAffinityTerm PodAffinityTerm',
  WindowsSecurityContextOptions:
    'GMSACredentialSpecName=gmsaCredentialSpecName string?, GMSACredentialSpec=gmsaCredentialSpec string?, RunAsUserName string?, HostProcess bool?',
} as const;
