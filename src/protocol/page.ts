/** The panel's page: empty but for the script, under a policy that forbids everything else. */

export interface PageParts {
  /** What the webview may load from: `webview.cspSource`. */
  readonly source: string;
  /** URLs of the panel's script and of the icon font's style sheet, as the webview must be given them. */
  readonly script: string;
  readonly icons: string;
  readonly title: string;
  /** BCP 47 tag of the display language. */
  readonly language?: string;
}

/** The page as HTML. No inline script or style: styles are adopted sheets, which the policy allows. */
export function panelPage({ source, script, icons, title, language = 'en' }: PageParts): string {
  const policy = [`default-src 'none'`, `script-src ${source}`, `style-src ${source}`, `font-src ${source}`].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${escaped(icons)}">
<title>${escaped(title)}</title>
</head>
<body>
<podflight-panel></podflight-panel>
<script type="module" src="${escaped(script)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
