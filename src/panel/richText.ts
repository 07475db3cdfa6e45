/** Messages as lit templates: text, `code` and emphasis; whatever comes from outside is text. */
import { html, type TemplateResult } from 'lit';
import { segmentsOf } from '../trace/message.ts';
import type { Message } from '../trace/model.ts';

export function rich(message: Message): TemplateResult {
  return html`${segmentsOf(message).map(({ text, style }) => {
    switch (style) {
      case 'plain':
        return text;
      case 'code':
        return html`<code>${text}</code>`;
      case 'emphasis':
        return html`<em>${text}</em>`;
      default:
        return style satisfies never;
    }
  })}`;
}
