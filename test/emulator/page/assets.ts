/**
 * The page's own files: one HTML text, one script and one style sheet, bundled when the page starts. Nothing comes from
 * elsewhere.
 */
import { checkoutFile } from "../../support/checkout.ts";

export interface Asset {
  readonly type: string;
  readonly text: string;
}

const HTML = `<!doctype html>
<html lang="lt">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GAMA – RRPay</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body></body>
</html>
`;

/**
 * What a browser allows the page: its own script and style, its own interface, and no way to turn a text into markup.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The files by their paths. */
export async function buildAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [`${CLIENT}main.ts`, `${CLIENT}style.css`],
    outdir: "/",
    bundle: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    minify: true,
    write: false,
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return new Map([
    ["/", { type: "text/html", text: HTML }],
    ["/page.js", { type: "text/javascript", text: text(".js") }],
    ["/page.css", { type: "text/css", text: text(".css") }],
  ]);
}

const CLIENT = checkoutFile("test/emulator/page/client/");
