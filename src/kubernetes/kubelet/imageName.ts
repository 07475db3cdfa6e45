/** Image names: the default tag, and the full name that the runtime shows. */

export type ImageName = { readonly ok: true; readonly image: string } | { readonly ok: false; readonly error: string };

const reference =
  /^(?:(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?)\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** `image` with `:latest` where it has neither tag nor digest (images/image_manager.go, applyDefaultImageTag). */
export function withDefaultTag(image: string): ImageName {
  if (!reference.test(image)) {
    const why =
      image !== image.toLowerCase() && reference.test(image.toLowerCase())
        ? 'invalid reference format: repository name must be lowercase'
        : 'invalid reference format';
    return { ok: false, error: `couldn't parse image name "${image}": ${why}` };
  }
  if (image.includes('@') || /:[^/]*$/.test(image)) return { ok: true, image };
  return { ok: true, image: `${image}:latest` };
}

/** Name with registry: `docker.io/library/nginx:latest` for `nginx:latest`. */
export function fullImageName(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  if (first.includes('.') || first.includes(':') || first === 'localhost') return image;
  return slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}
