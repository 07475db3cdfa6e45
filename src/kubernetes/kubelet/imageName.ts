/** The name under which the runtime knows an image. */
import { parseImageName } from '../api/imageReference.ts';

/** Name with registry and tag or digest: `docker.io/library/nginx:latest` for `nginx`. */
export function fullImageName(image: string): string {
  const parsed = parseImageName(image);
  if ('problem' in parsed) return image;
  const { repository, tag, digest } = parsed;
  return `${repository}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}
