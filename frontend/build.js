// Bundles frontend/age.js into the one vendored module, and gathers the licences of what went in.
// `node frontend/build.js [FOLDER]`; a test builds into another folder and compares byte for byte.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, "src/trygga/web/static/web/vendor"));
const packages = join(root, "node_modules");

// @noble/post-quantum pins older copies of these two beside the newer ones: one copy of each is enough.
const alias = Object.fromEntries(["@noble/curves", "@noble/hashes"].map((name) => [name, join(packages, name)]));

const result = await build({
  absWorkingDir: root,
  entryPoints: ["frontend/age.js"],
  alias,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
  banner: { js: "/*! Bundled by frontend/build.js; licences in age.LICENSE.txt. */" },
});

const used = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = input.match(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) used.add(found[0]);
}
const licences = [...used].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(root, folder, "LICENSE"), "utf8").trim()}\n`;
});

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "age.js"), result.outputFiles[0].contents);
writeFileSync(join(target, "age.LICENSE.txt"), licences.join("\n" + "-".repeat(80) + "\n\n"));
