// Passkeys: the browser makes or uses one, and what it says is sent as an ordinary form. Without this script the form
// says that passkeys need it.

const BINARY = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const idsAsBytes = (list) => (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

/** What the server wants, with bytes where browsers want bytes. */
function readOptions({ publicKey }) {
  const options = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytesOf(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = idsAsBytes(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = idsAsBytes(publicKey.allowCredentials);
  return { publicKey: options };
}

/** What the browser says, as text. */
function writeCredential(credential) {
  const response = {};
  for (const name of BINARY) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  const { id, type, rawId } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, type, rawId: textOf(rawId), response, clientExtensionResults });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsAddress, { method: "POST", body: new FormData(form), redirect: "error" });
  if (!answer.ok) throw new TypeError("no options");
  return answer.json();
}

async function useOrMake(form) {
  const options = readOptions(await optionsOf(form));
  return form.dataset.do === "create" ? navigator.credentials.create(options) : navigator.credentials.get(options);
}

function bind(form) {
  const part = (name) => form.querySelector(`[data-part=${name}]`);
  part("no-script").hidden = true;
  if (!globalThis.PublicKeyCredential) {
    part("alert").textContent = form.dataset.unsupported;
    return;
  }
  part("go").hidden = false;
  part("go").addEventListener("click", async () => {
    part("go").disabled = true;
    part("alert").textContent = "";
    try {
      part("credential").value = writeCredential(await useOrMake(form));
      form.submit();
    } catch (problem) {
      // The browser's own refusals are DOMExceptions; the rest means that the server could not be asked.
      part("alert").textContent = problem instanceof DOMException ? form.dataset.refused : form.dataset.offline;
      part("go").disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("[data-module=passkey]")) bind(form);
