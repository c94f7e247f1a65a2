// Calls functions of the browser's modules for tests in Python: one JSON request a line in, one JSON answer a line out.
// Bytes travel as {"$bytes": base64}, dates as {"$date": ISO 8601}.
import { createInterface } from "node:readline";

// "sealing" stands in the app web, "places/addresses" in places.
const fileOf = (module) => {
  const [name, app = "web"] = module.split("/").reverse();
  return new URL(`../../src/trygga/${app}/static/${app}/${name}.js`, import.meta.url);
};

function received(key, value) {
  if (value && typeof value === "object" && "$bytes" in value) return Uint8Array.from(Buffer.from(value.$bytes, "base64"));
  if (value && typeof value === "object" && "$date" in value) return new Date(value.$date);
  return value;
}
const sent = (key, value) =>
  (value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value);

async function answer({ module, name, args }) {
  const { [name]: call } = await import(fileOf(module));
  try {
    return { result: (await call(...args)) ?? null };
  } catch (error) {
    return error.code ? { code: error.code, field: error.field } : { crash: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line, received)), sent)}\n`);
}
