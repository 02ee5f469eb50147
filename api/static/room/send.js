// Sending: every deed carries an id of its own, so that a repeat after a lost answer is the same deed.
import { room, said } from "./page.js";
import { toast } from "./dialogs.js";

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

export async function post(path, body, tries = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(`/rooms/${room}/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Salon": "1" },
        body: JSON.stringify(body),
      });
      if (answer.status >= 500 && attempt < tries) throw new Error(String(answer.status));
      const told = await answer.json().catch(() => ({}));
      return { ok: answer.ok, status: answer.status, ...told };
    } catch {
      if (attempt >= tries) return { ok: false, error: said.failed };
      await new Promise((go) => setTimeout(go, 700 * attempt));
    }
  }
}

// Brings a file into the house before the line that uses it; kind is "picture" or "file".
export async function attach(file, kind) {
  try {
    const answer = await fetch(`/rooms/${room}/attach?kind=${kind}`, { method: "POST", headers: { "X-Salon": "1" }, body: file });
    return { ok: answer.ok, ...(await answer.json().catch(() => ({}))) };
  } catch {
    return { ok: false, error: said.failed };
  }
}

const told = (answer) => {
  if (!answer.ok) toast(answer.error ?? said.failed);
  return answer;
};
export const press = async (message, verb, value, text = "") => told(await post("press", { id: newId(), message, verb, value, text }));
export const react = async (message, emoji, on) => told(await post("react", { id: newId(), message, emoji, on }));
