/** AppArmor profiles that are still given as annotations become fields. */
import { goTrimSpace } from '../../api/goText.ts';
import { utf8Bytes } from '../../api/reading/utf8.ts';
import type { AppArmorProfile, Container, EphemeralContainer, Pod } from '../../api/types.ts';
import { semanticEqual } from '../validation/semanticEqual.ts';
import type { StrategyContext } from './context.ts';

const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const localhostPrefix = 'localhost/';
/** PATH_MAX - 1 */
const longestProfile = 4095;

/** Init containers, containers, ephemeral ones; each with a warning (pkg/registry/core/pod, applyAppArmorVersionSkew). */
export function syncAppArmorProfiles(pod: Pod, context: StrategyContext): void {
  const { spec } = pod;
  const annotations = pod.metadata?.annotations;
  if (spec === undefined || annotations === undefined || spec.os?.name === 'windows') return;
  const podProfile = spec.securityContext?.appArmorProfile;
  const containers: (Container | EphemeralContainer)[] = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ];
  for (const container of containers) {
    const key = annotationPrefix + (container.name ?? '');
    const annotation = annotations[key];
    if (annotation === undefined || container.securityContext?.appArmorProfile !== undefined) continue;
    const profile = profileOf(annotation);
    const sameAsPod =
      profile !== undefined && podProfile !== undefined && semanticEqual('AppArmorProfile', profile, podProfile);
    if (sameAsPod) continue;
    if (profile !== undefined) {
      container.securityContext ??= {};
      container.securityContext.appArmorProfile = profile;
    }
    context.warn(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
}

/** The profile that an annotation means; undefined where it is none or could not be a field. */
function profileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith(localhostPrefix)) return undefined;
  const localhostProfile = annotation.slice(localhostPrefix.length);
  const isValid =
    localhostProfile !== '' &&
    goTrimSpace(localhostProfile) === localhostProfile &&
    utf8Bytes(localhostProfile).length <= longestProfile;
  return isValid ? { type: 'Localhost', localhostProfile } : undefined;
}
