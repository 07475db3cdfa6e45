/** Composition root on the desktop: builds the parts, connects them to the editor, registers them. */
import type { ExtensionContext } from 'vscode';

/** Called by VS Code when the first YAML or JSON file is opened. */
export function activate(_context: ExtensionContext): void {}
