/** Base64, as bytes stand in JSON. */

/** How many bytes a text stands for. The decoder has checked it. */
export function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor((text.length * 3) / 4) - padding;
}

/** The bytes as text; what is no UTF-8 becomes replacement characters. */
export function base64Text(text: string): string {
  const binary = atob(text);
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
